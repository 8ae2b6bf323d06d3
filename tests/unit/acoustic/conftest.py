"""librosa compiles itself when first used: half a minute, unless numba keeps the result."""

import os
from pathlib import Path

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parents[3] / ".numba_cache"))
