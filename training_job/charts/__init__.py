"""Charts of a model and of its training; matplotlib in ``plots`` alone, numbers from ``talent``."""
