"""Worlds: compiled, grown, forked, lived, paired and counted."""
