"""Figures and pages of a finished comparison: one data object, several formats.

This room reads a :class:`sim.analysis.comparison.Comparison` and nothing else: neither the
model nor the files of the study. Nothing is imported here, so that ``sim --help`` stays quick.
"""
