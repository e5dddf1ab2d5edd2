"""The model itself: columns, draws, kernels and the ten rules of the year.

Knows numpy and numba, and nothing of files, Mesa or pandas.
"""
