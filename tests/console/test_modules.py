"""The plain parts of the page, run where they run: in the browser."""

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Page

from local.gateway.console import FOLDER

FORBIDDEN = (
    "innerHTML",
    "outerHTML =",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function",
    "localStorage",
    "http://",
    "https://",
    'setAttribute("style"',
)
NAMESPACES = ("http://www.w3.org/2000/svg",)


def test_no_module_can_insert_markup_or_reach_the_internet() -> None:
    scripts = list(FOLDER.rglob("*.js"))
    assert len(scripts) > 15
    for path in scripts:
        text = path.read_text("utf-8")
        for namespace in NAMESPACES:
            text = text.replace(namespace, "")
        assert [word for word in FORBIDDEN if word in text] == [], path
        assert len(text.splitlines()) <= 250 or path.name == "strings.js", path
    assert "<script>" not in (FOLDER / "index.html").read_text("utf-8")


def _run(page: Page, module: str, expression: str) -> Any:
    return page.evaluate(f"async () => {{ const m = await import('/js/{module}'); {expression} }}")


def test_wav_is_what_it_says(page: Page) -> None:
    data = _run(
        page,
        "audio/wav.js",
        "const blob = m.encodeWav([new Float32Array([0, 0.5]), new Float32Array([-1, 2])], 48000);"
        "return [...new Uint8Array(await blob.arrayBuffer())];",
    )
    samples, rate = soundfile.read(io.BytesIO(bytes(data)), dtype="int16")
    assert rate == 48_000
    assert samples.tolist() == [0, 16384, -32767, 32767]


def test_an_outline_holds_every_extreme(page: Page) -> None:
    pairs = _run(
        page,
        "audio/peaks.js",
        "const s = new Float32Array(1000); s[501] = 0.9; s[12] = -0.7;"
        "return [...m.outline(s, 10)];",
    )
    expected = np.zeros(20)
    expected[0], expected[11] = -0.7, 0.9
    assert pairs == pytest.approx(expected.tolist(), abs=1e-6)


def test_a_spectrogram_is_loudest_where_the_tone_is(page: Page) -> None:
    levels = _run(
        page,
        "audio/spectrogram.js",
        "const hertz = (i) => i < 8000 ? 1000 : 2500;"
        "const s = Float32Array.from({ length: 16000 },"
        " (_, i) => 0.3 * Math.sin(2 * Math.PI * hertz(i) * i / 8000));"
        "return [...m.spectrogram(s, 40)];",
    )
    columns = np.array(levels).reshape(40, 256)
    hertz = columns.argmax(axis=1) * 8000 / 512
    assert hertz.tolist() == [1000.0] * 20 + [2500.0] * 20
    assert columns.max() == pytest.approx(0.0, abs=0.01)
    assert np.median(columns) < -60.0


def test_a_spectrogram_is_the_fourier_transform_of_its_windows(page: Page) -> None:
    levels = _run(
        page,
        "audio/spectrogram.js",
        "let seed = 1; const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;"
        "const s = Float32Array.from({ length: 512 }, next);"
        "return [[...s], [...m.spectrogram(s, 1)]];",
    )
    samples, found = np.array(levels[0]), np.array(levels[1])
    windowed = samples * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(512) / 512))
    power = np.abs(np.fft.rfft(windowed)[:256]) ** 2
    np.testing.assert_allclose(found, 10 * np.log10(power / power.max()), atol=0.01)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("noteName(0)", "A1"),
        ("noteName(300)", "C2"),
        ("noteName(1200)", "A2"),
        ("noteName(3600)", "A4"),
        ("noteName(-1)", "A1"),
        ("noteName(3951)", "C♯5"),
        ("percent(0.9999)", "99 %"),
        ("percent(0)", "1 %"),
        ("clock(59.96)", "1:00.0"),
        ("clock(3.14)", "0:03.1"),
        ("measured(null)", "\u2013"),
        ("measured(-1.066)", "\u22121.07"),
        ("measured(22.69, 'cents')", "22.7 cents"),
        ("signed(-0.868)", "\u22120.87"),
        ("signed(null)", "\u2013"),
    ],
)
def test_numbers_as_people_read_them(page: Page, call: str, text: str) -> None:
    assert _run(page, "format.js", f"return m.{call};") == text


@pytest.mark.parametrize(
    ("calibration", "words"),
    [
        ("{fitted_on: 'uploads', n: 60, singers: 30}", "60 labelled recordings by 30 singers"),
        ("{fitted_on: 'synthetic', n: 551, singers: 144}", "rests on synthetic singers"),
        ("{fitted_on: 'nothing', n: 0, singers: 0}", "did not allow to calibrate"),
    ],
)
def test_how_sure_an_answer_is_follows_what_it_was_fitted_on(
    page: Page, calibration: str, words: str
) -> None:
    assert words in _run(page, "try/verdict.js", f"return m.howSure({calibration});")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx"])
def test_no_text_becomes_a_formula(page: Page, cell: str) -> None:
    line = page.evaluate("async (cell) => (await import('/js/format.js')).csv([[cell, -1]])", cell)
    assert line == f"'{cell},-1\r\n"
