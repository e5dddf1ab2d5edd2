"""Fitting the model's intercepts to a region's own rates."""
