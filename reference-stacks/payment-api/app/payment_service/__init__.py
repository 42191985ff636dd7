"""A small API that takes payments and gives them back."""
