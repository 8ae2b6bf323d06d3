"""The decision between a new model and the one in service."""
