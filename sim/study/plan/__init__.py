"""From a scenario to the arrays that a world is built from."""
