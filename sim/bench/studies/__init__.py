"""Case studies that ship: a question, its worlds, what is watched in them."""
