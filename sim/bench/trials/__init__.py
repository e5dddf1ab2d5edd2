"""Published trials run inside the model: the files, the lots, the comparison and the table."""
