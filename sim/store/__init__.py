"""Parts of results as files: bytes and names, nothing of the study."""
