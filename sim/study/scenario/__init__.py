"""Scenario files as models: keys, sweeps, shocks."""
