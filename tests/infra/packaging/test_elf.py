"""What a shared library needs, read from real and from damaged files."""

import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.packaging import elf

LIBRARY = next(Path(numpy.__file__).parent.glob("*core/_multiarray_umath*.so"))
CONTENT = LIBRARY.read_bytes()

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no ELF files on this system")


@pytest.mark.skipif(shutil.which("readelf") is None, reason="there is no readelf to compare with")
def test_it_finds_what_readelf_finds() -> None:
    command = ["readelf", "--wide", "--version-info", "--dynamic", str(LIBRARY)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    needs = said[said.index("Version needs section") :]
    found = elf.read_symbols(CONTENT)
    assert found.versions == set(re.findall(r"Name: (\S+)\s+Flags", needs))
    assert found.libraries == set(re.findall(r"\(NEEDED\).*\[(.+)\]", said))


def test_a_symbol_newer_than_the_system_is_named() -> None:
    symbols = elf.Symbols(
        "EM_X86_64",
        frozenset(),
        frozenset({"GLIBC_2.34", "GLIBC_2.36", "GLIBCXX_3.4.30", "GLIBC_ABI_DT_RELR", "MINE_9.9"}),
    )
    newest = {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29)}
    assert symbols.newer_than(newest) == ["GLIBCXX_3.4.30", "GLIBC_2.36", "GLIBC_ABI_DT_RELR"]


def test_a_real_library_is_newer_than_an_old_system() -> None:
    assert "GLIBC_2.14" in elf.read_symbols(CONTENT).newer_than({"GLIBC": (2, 13)})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x7fELF\x01\x01", CONTENT[:100]])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="ELF"):
        elf.read_symbols(content)


def test_a_library_without_sections_is_refused_rather_than_called_needless() -> None:
    bare = CONTENT[:40] + bytes(8) + CONTENT[48:60] + bytes(2) + CONTENT[62:]
    with pytest.raises(ValueError, match="no sections"):
        elf.read_symbols(bare)


@given(st.integers(0, 8000), st.binary(min_size=1, max_size=8))
def test_damage_is_an_error_and_never_a_crash(position: int, damage: bytes) -> None:
    content = CONTENT[:position] + damage + CONTENT[position + len(damage) :]
    with contextlib.suppress(ValueError):
        assert elf.read_symbols(content).machine
