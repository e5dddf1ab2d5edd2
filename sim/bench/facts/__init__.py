"""Stylised facts: what is published beside what the model counts."""
