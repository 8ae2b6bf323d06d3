"""The version of the service, as it is told to clients."""

from typing import Final

VERSION: Final = "0.2.0"
