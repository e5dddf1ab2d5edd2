"""Reading text: located YAML, units, quantities, messages."""
