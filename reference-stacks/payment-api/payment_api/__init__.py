"""The payment API's infrastructure, one construct for each concern."""
