"""Evidence cards, sources, overrides and prices."""
