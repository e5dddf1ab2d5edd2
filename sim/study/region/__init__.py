"""A region: its files, their checks, and its arrays."""
