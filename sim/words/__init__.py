"""How numbers are put into words, everywhere the same."""
