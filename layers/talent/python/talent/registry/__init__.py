"""Registry of models: which there are, which one is in service, every change; files: ``model``."""
