"""Infrastructure: the service on AWS as constructs and stages, and its packages; no code of it."""
