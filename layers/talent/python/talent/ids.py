"""Identifiers of everything that is kept."""

from __future__ import annotations

import re
from typing import Final

ID_DIGITS: Final = 32
ID: Final = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")
"""Pattern of every identifier: 128 bits in lower-case hexadecimal."""
