"""Scenarios loaded and checked."""
