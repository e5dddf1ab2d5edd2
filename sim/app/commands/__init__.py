"""The commands of ``sim``, one file for each family; what they do lives in the rooms below."""
