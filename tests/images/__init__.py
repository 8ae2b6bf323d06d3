"""The container images: they say what the code says, they build, and they work."""
