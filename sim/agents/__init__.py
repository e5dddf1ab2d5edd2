"""The Mesa model, and its agents as views of columns."""
