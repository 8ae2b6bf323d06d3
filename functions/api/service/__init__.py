"""Health, the model in service, and the documentation pages."""
