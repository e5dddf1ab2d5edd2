"""Levers on the system: one file each, found by being here."""
