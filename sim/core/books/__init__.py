"""Counting persons and money."""
