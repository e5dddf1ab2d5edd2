"""Drawings: tables in, pictures out."""
