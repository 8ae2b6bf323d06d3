"""The REST API but for predictions: a folder for each resource, with its routes and schemas."""
