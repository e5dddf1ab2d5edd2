"""Commands, the console, and the printer of the ODD page."""
