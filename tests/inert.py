"""Columns of a plan that no rule turns into anything counted, as ``tests/core/test_columns_act.py`` shows.

A column that begins to act fails that test until its line here is gone.
"""

INERT: frozenset[str] = frozenset({"region.first_grade"})
WORKED_OUT = ("target_group", "target_new", "target_share")
"""Numbers of a partnership that act together only; a test of their own shows it."""
