"""The environment of this function."""

from functions.edge.settings import EdgeSettings


class ApiSettings(EdgeSettings):
    """What every function reads, and nothing more."""
