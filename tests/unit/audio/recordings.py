"""Recordings and damaged files, made in code: no binary file is committed."""

import io
import struct
from typing import Any

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

TONE_HZ = 220.0
CONTAINERS = {
    "WAV": ("WAV", "PCM_16", 44_100),
    "WAV 8 bit": ("WAV", "PCM_U8", 44_100),
    "WAV 24 bit": ("WAV", "PCM_24", 44_100),
    "WAV 32 bit": ("WAV", "PCM_32", 44_100),
    "WAV float": ("WAV", "FLOAT", 44_100),
    "WAV double": ("WAV", "DOUBLE", 44_100),
    "WAV mu-law": ("WAV", "ULAW", 44_100),
    "WAV A-law": ("WAV", "ALAW", 44_100),
    "WAV IMA ADPCM": ("WAV", "IMA_ADPCM", 44_100),
    "WAV MS ADPCM": ("WAV", "MS_ADPCM", 44_100),
    "WAVEX": ("WAVEX", "PCM_16", 44_100),
    "RF64": ("RF64", "PCM_16", 44_100),
    "Wave64": ("W64", "PCM_16", 44_100),
    "FLAC": ("FLAC", "PCM_16", 44_100),
    "FLAC 24 bit": ("FLAC", "PCM_24", 48_000),
    "MP3": ("MP3", "MPEG_LAYER_III", 44_100),
    "MP3 16 kHz": ("MP3", "MPEG_LAYER_III", 16_000),
    "OGG Vorbis": ("OGG", "VORBIS", 44_100),
    "OGG Opus": ("OGG", "OPUS", 48_000),
    "AIFF": ("AIFF", "PCM_16", 44_100),
    "AIFF-C float": ("AIFF", "FLOAT", 44_100),
}
"""By name: libsndfile's format and subtype, and a sample rate in Hz."""


def tone(seconds: float = 1.0, rate: int = 44_100, hz: float = TONE_HZ) -> NDArray[np.float64]:
    """Make a sine of amplitude 0.5, shape (n,)."""
    sine: NDArray[np.float64] = 0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)
    return sine


def noisy(seconds: float, rate: int = 44_100, seed: int = 0) -> NDArray[np.float64]:
    """Make a sine in noise, shape (n,): compressed containers get long enough to be cut."""
    noise = np.random.default_rng(seed).normal(0, 0.1, int(seconds * rate))
    return tone(seconds, rate) + noise


def encode(
    samples: NDArray[Any],
    rate: int = 44_100,
    container: str = "WAV",
    codec: str | None = "PCM_16",
    **options: Any,
) -> bytes:
    """Write samples, shape (n,) or (n, channels), as a file in memory."""
    file = io.BytesIO()
    sf.write(file, samples, rate, format=container, subtype=codec, **options)
    return file.getvalue()


def named(name: str, samples: NDArray[Any] | None = None, seconds: float = 1.0) -> bytes:
    """Write samples (else a tone) as one of `CONTAINERS`."""
    container, codec, rate = CONTAINERS[name]
    return encode(tone(seconds, rate) if samples is None else samples, rate, container, codec)


def wav_header(
    *, channels: int = 1, rate: int = 44_100, bits: int = 16, kind: int = 1, size: int = 0
) -> bytes:
    """Make the 44 bytes in front of a WAV file's sound, true or not."""
    frame = channels * bits // 8
    fmt = struct.pack("<HHIIHH", kind, channels, rate, rate * frame & 0xFFFF_FFFF, frame, bits)
    head = b"RIFF" + struct.pack("<I", 36 + size & 0xFFFF_FFFF) + b"WAVEfmt \x10\0\0\0" + fmt
    return head + b"data" + struct.pack("<I", size)


def with_sizes(wav: bytes, whole: int, data: int) -> bytes:
    """Return a 44-byte-header WAV file with other sizes in its header."""
    return wav[:4] + struct.pack("<I", whole) + wav[8:40] + struct.pack("<I", data) + wav[44:]


def with_flac_total(flac: bytes, total: int) -> bytes:
    """Return a FLAC file whose STREAMINFO promises `total` samples (36 bits; 0: unknown)."""
    packed = int.from_bytes(flac[18:26], "big") >> 36 << 36 | total
    return flac[:18] + packed.to_bytes(8, "big") + flac[26:]


def pitch_hz(samples: NDArray[np.float32], rate: int) -> float:
    """Return the frequency of the strongest partial, to a fraction of a hertz."""
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 18))
    return float(np.argmax(spectrum) * rate / (1 << 18))
