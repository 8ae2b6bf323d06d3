"""Target of the packages: Lambda's python3.13 on Amazon Linux 2023, x86-64 or arm64."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
BUILD: Final = ROOT / "build" / "lambda"

PYTHON_VERSION: Final = "3.13"

NEWEST_SYMBOLS: Final = {
    "GLIBC": (2, 34),
    "GLIBCXX": (3, 4, 29),
    "CXXABI": (1, 3, 13),
    "GCC": (7, 0, 0),
}
"""The newest version of each symbol family that Amazon Linux 2023 is known to have: glibc 2.34 and
the libstdc++ and libgcc of GCC 11."""

SYSTEM_LIBRARIES: Final = frozenset(
    {
        *("libc.so.6", "libm.so.6", "libmvec.so.1", "libdl.so.2", "libpthread.so.0", "librt.so.1"),
        *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"),
        *("libstdc++.so.6", "libgcc_s.so.1", "libz.so.1"),
    }
)
"""Libraries of Amazon Linux 2023: glibc, the C++ library, zlib (CPython's own needs it too)."""

MAX_UNZIPPED_BYTES: Final = 160 * 1024**2
"""Code and layers of one function together. Lambda takes 250 MiB; more than this starts slowly."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """One instruction set.

    Attributes
    ----------
    name : as Lambda calls it.
    platform : the wheels that fit. Older tags than 2_28 would give soundfile without its library.
    machine : as ``uname -m`` says it.
    elf_machine : ``e_machine`` in the header of its ELF files, as pyelftools names it.
    """

    name: str
    platform: str
    machine: str
    elf_machine: str

    @property
    def lock(self) -> Path:
        """The exact wheels of the vendor layer, with hashes."""
        return ROOT / "requirements" / f"layer-{self.name}.txt"

    @property
    def is_here(self) -> bool:
        """Whether this machine can run what is built for it."""
        return platform.machine() == self.machine


ARCHITECTURES: Final = {
    found.name: found
    for found in (
        Architecture("x86_64", "x86_64-manylinux_2_28", "x86_64", elf_machine="EM_X86_64"),
        Architecture("arm64", "aarch64-manylinux_2_28", "aarch64", elf_machine="EM_AARCH64"),
    )
}
