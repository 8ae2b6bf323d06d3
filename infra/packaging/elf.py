"""ELF reader: the libraries and symbol versions that a shared library needs of its system."""

import io
import re
from dataclasses import dataclass
from typing import Final

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

MAGIC: Final = b"\x7fELF\x02\x01"
"""Of a 64-bit little-endian file: both architectures of Lambda."""

_VERSION: Final = re.compile(r"([A-Z_]+)_(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Symbols:
    """What one file needs.

    Attributes
    ----------
    machine : ``e_machine`` of the header, as ``EM_X86_64``.
    libraries : names of the shared libraries it is linked against.
    versions : names of the symbol versions it needs of other libraries, as ``GLIBC_2.28``.
    """

    machine: str
    libraries: frozenset[str]
    versions: frozenset[str]

    def newer_than(self, newest: dict[str, tuple[int, ...]]) -> list[str]:
        """Return the needed versions that are newer than the newest of their family, sorted."""
        return sorted(name for name in self.versions if _is_newer(name, newest))


def read_symbols(content: bytes) -> Symbols:
    """Return what an ELF file needs; raise ValueError where the bytes are none that we know."""
    if not content.startswith(MAGIC):
        raise ValueError("not a 64-bit little-endian ELF file")
    try:
        file = ELFFile(io.BytesIO(content))
        if not file.num_sections():
            raise ValueError("it has no sections, which name what it needs")
        libraries: set[str] = set()
        versions: set[str] = set()
        for section in file.iter_sections():
            if isinstance(section, DynamicSection):
                tags = section.iter_tags("DT_NEEDED")
                libraries |= {tag.needed for tag in tags}  # type: ignore[attr-defined]  # set late
            elif isinstance(section, GNUVerNeedSection):
                versions |= {one.name for _, needed in section.iter_versions() for one in needed}
        return Symbols(str(file["e_machine"]), frozenset(libraries), frozenset(versions))
    except Exception as error:  # pyelftools raises whatever it stumbles over
        raise ValueError(f"a damaged ELF file: {error}") from error


def _is_newer(name: str, newest: dict[str, tuple[int, ...]]) -> bool:
    family = name.partition("_")[0]
    if family not in newest:
        return False
    found = _VERSION.fullmatch(name)
    # A name without a number, such as GLIBC_ABI_DT_RELR, marks a feature of a later version.
    return not found or tuple(int(part) for part in found[2].split(".")) > newest[family]
