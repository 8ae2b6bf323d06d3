"""The same tests and the same answers on the second supported runtime."""
