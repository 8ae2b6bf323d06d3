"""What a shared library wants of the system it is loaded on, read from its ELF header.

Only 64-bit little-endian files: both architectures of Lambda. Layouts from the System V ABI,
"Object files", and the Linux Standard Base, "Symbol versioning".
"""

import re
import struct
from dataclasses import dataclass
from typing import Final, NamedTuple

MAGIC: Final = b"\x7fELF\x02\x01"

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRTAB, _VERNEED, _VERNEEDNUM = 1, 5, 0x6FFFFFFE, 0x6FFFFFFF
_VERSION: Final = re.compile(r"([A-Z_]+)_(\d+(?:\.\d+)*)")


class Segment(NamedTuple):
    """One program header: type, place in the file and in memory, bytes in the file."""

    kind: int
    offset: int
    address: int
    length: int


@dataclass(frozen=True, slots=True)
class Symbols:
    """What one file needs.

    Attributes
    ----------
    machine : ``e_machine`` of the header.
    libraries : names of the shared libraries it is linked against.
    versions : names of the symbol versions it needs of other libraries, as ``GLIBC_2.28``.
    """

    machine: int
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
        (machine,) = struct.unpack_from("<H", content, 18)
        segments = _segments(content)
        table = _dynamic(content, segments)
        strings = _offset(table[_STRTAB][0], segments) if _STRTAB in table else 0
        libraries = [_text(content, strings + name) for name in table.get(_NEEDED, [])]
        versions = _versions(content, segments, table, strings)
        return Symbols(machine, frozenset(libraries), frozenset(versions))
    except (struct.error, LookupError, OverflowError) as error:
        raise ValueError(f"a damaged ELF file: {error}") from error


def _is_newer(name: str, newest: dict[str, tuple[int, ...]]) -> bool:
    family = name.partition("_")[0]
    if family not in newest:
        return False
    found = _VERSION.fullmatch(name)
    # A name without a number, such as GLIBC_ABI_DT_RELR, marks a feature of a later version.
    return not found or tuple(int(part) for part in found[2].split(".")) > newest[family]


def _versions(
    content: bytes, segments: list[Segment], table: dict[int, list[int]], strings: int
) -> list[str]:
    """Walk DT_VERNEED: one entry a library, each with a chain of version names."""
    if _VERNEED not in table:
        return []
    at = _offset(table[_VERNEED][0], segments)
    names = []
    for _ in range(table[_VERNEEDNUM][0]):
        _, count, _, first, following = struct.unpack_from("<HHIII", content, at)
        entry = at + first
        for _ in range(count):
            _, _, _, name, further = struct.unpack_from("<IHHII", content, entry)
            names.append(_text(content, strings + name))
            entry += further
            if not further:
                break
        at += following
        if not following:
            break
    return names


def _segments(content: bytes) -> list[Segment]:
    (start,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    headers = (
        struct.unpack_from("<IIQQQQ", content, start + index * size) for index in range(count)
    )
    return [
        Segment(kind, offset, address, length) for kind, _, offset, address, _, length in headers
    ]


def _dynamic(content: bytes, segments: list[Segment]) -> dict[int, list[int]]:
    """Return the values of each tag of the dynamic section, in order."""
    table: dict[int, list[int]] = {}
    for segment in segments:
        if segment.kind == _DYNAMIC:
            for at in range(segment.offset, segment.offset + segment.length, 16):
                tag, value = struct.unpack_from("<QQ", content, at)
                table.setdefault(tag, []).append(value)
    return table


def _offset(address: int, segments: list[Segment]) -> int:
    """Return where in the file an address lies."""
    for segment in segments:
        if segment.kind == _LOAD and 0 <= address - segment.address < segment.length:
            return segment.offset + address - segment.address
    raise ValueError(f"a damaged ELF file: nothing is loaded at {address:#x}")


def _text(content: bytes, start: int) -> str:
    return content[start : content.index(b"\0", start)].decode("ascii")
