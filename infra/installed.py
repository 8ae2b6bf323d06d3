"""Install packages for an interpreter into a folder of their own, beside whatever it has."""

import hashlib
import os
import tempfile
from pathlib import Path

from infra.packaging.target import BUILD
from infra.packaging.tools import run_tool, uv


def packages_of(lock: Path, python: Path) -> Path:
    """Return the folder with the packages of a lock, compiled; made once for each of both."""
    version = run_tool(
        str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"
    ).strip()
    made_from = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = BUILD.parent / lock.stem / f"{version}-{made_from}"
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        part = Path(made, "part")
        uv(
            *("pip", "install", "--quiet", "--target", str(part), "--python", str(python)),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:"),
            *("--requirement", str(lock)),
        )
        run_tool(
            *(str(python), "-m", "compileall", "-q"),
            *("--invalidation-mode", "unchecked-hash", str(part)),
        )
        os.replace(part, folder)
    return folder
