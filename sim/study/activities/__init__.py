"""Activities: the library, and the model of one."""
