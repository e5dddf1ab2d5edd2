"""Outcomes: what is counted, in which groups, and under which official code."""
