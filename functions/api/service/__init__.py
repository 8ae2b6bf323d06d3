"""Service: health, the model in service, the documentation pages; no other resource."""
