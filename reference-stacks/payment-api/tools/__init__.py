"""Helpers of this folder's scripts."""
