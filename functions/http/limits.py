"""Limits of one HTTP request. Those of the sound itself are in talent.audio.limits."""

from typing import Final

MAX_FILE_BYTES: Final = 4_500_000
"""Largest file by direct upload. Lambda takes 6 MB of event, base64 makes 3 bytes 4, and the
headers want some room too."""

MAX_FILES: Final = 10
"""Most files in one batch."""

MAX_DATA_FILES: Final = 50
"""Most labelled recordings in one form."""

MAX_DATA_PERMISSIONS: Final = 100
"""Most labelled recordings for which one request may ask presigned uploads."""

MAX_ANNOUNCED: Final = 2**53 - 1
"""Largest size that can be announced: what every JSON reader takes as a whole number."""

GZIP_FROM_BYTES: Final = 1_000
"""Responses from this size on are compressed for clients that accept it."""

POLL_SECONDS: Final = 2
"""Pause before a client asks again for what is under way."""
