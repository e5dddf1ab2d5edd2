"""Analysis: comparison of paired lives, summaries over draws, and the object notebooks use."""
