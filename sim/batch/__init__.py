"""Batches: draws × replicates of a study, in one process or several, stored and resumable."""
