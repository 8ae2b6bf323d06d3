"""Version of the service, as clients see it."""

from typing import Final

VERSION: Final = "0.2.0"
