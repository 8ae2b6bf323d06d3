"""The models: which there are, which one is in service, and every change of that."""
