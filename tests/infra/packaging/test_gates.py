"""Every gate refuses what it is there for."""

import sys
from pathlib import Path

import numpy
import pytest

from infra.packaging import gates, prune
from infra.packaging.target import ARCHITECTURES

LIBRARY = next(Path(numpy.__file__).parent.glob("*core/_multiarray_umath*.so"))
X86 = ARCHITECTURES["x86_64"]
ARM = ARCHITECTURES["arm64"]


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_size_counts_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "MAX_UNZIPPED_BYTES", 10)
    write(tmp_path / "a/deep/file", "123456")
    write(tmp_path / "b/file", "12345")
    assert gates.too_large([tmp_path / "a"]) == []
    assert "more than" in gates.too_large([tmp_path / "a", tmp_path / "b"])[0]


@pytest.mark.skipif(sys.platform != "linux", reason="no ELF files on this system")
def test_a_library_for_another_machine_or_newer_system_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.bin").write_bytes(LIBRARY.read_bytes())
    here, there = (X86, ARM) if X86.is_here else (ARM, X86)
    assert any("is not for" in line for line in gates.foreign_binaries(tmp_path, there))
    monkeypatch.setattr(gates, "NEWEST_SYMBOLS", {"GLIBC": (2, 2)})
    monkeypatch.setattr(gates, "SYSTEM_LIBRARIES", frozenset())
    said = "\n".join(gates.foreign_binaries(tmp_path, here))
    assert "is not for" not in said
    assert "needs more than Amazon Linux 2023 has: GLIBC_2." in said
    assert "needs libraries that are not there" in said


def test_the_pure_wheel_of_soundfile_is_refused(tmp_path: Path) -> None:
    assert gates.without_libsndfile(tmp_path) != []
    write(tmp_path / "python/_soundfile_data/libsndfile_x86_64.so")
    assert gates.without_libsndfile(tmp_path) == []


def test_a_handler_that_needs_more_than_is_packed_does_not_start(tmp_path: Path) -> None:
    write(tmp_path / "needy.py", "import numpy\ndef handler(event, context): ...\n")
    said = gates.failing_import(Path(sys.executable), "needy.handler", {}, [tmp_path])
    assert "No module named 'numpy'" in said[0]


def test_pruning_keeps_what_is_loaded(tmp_path: Path) -> None:
    kept = [
        *("ai_edge_litert/interpreter.py", "numpy/__init__.py", "fastapi/py.typed"),
        *("numpy-2.dist-info/METADATA", "numpy-2.dist-info/licenses/LICENSE.txt"),
    ]
    gone = [
        *("ai_edge_litert/vendors/x.so", "numpy/tests/test.py", "numpy/_core/tests/data/a.csv"),
        *("google/protobuf/x.py", "numpy/a.pyi", "bin/f2py", "numpy-2.dist-info/RECORD"),
    ]
    for name in kept + gone:
        write(tmp_path / name, "x")
    assert prune.prune(tmp_path) == len(gone)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)
