"""Who there is: the layout of rows, the first population, what a seat does to a person."""
