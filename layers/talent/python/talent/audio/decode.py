"""Bytes of a recording -> mono float32 at 22 050 Hz, in bounded time and memory.

    bytes -> size -> sniff -> examine -> header -> blocks -> peak, clipping -> mono -> resample
             |________________ limits ________________|         |_______ limits again _______|

Nothing is decoded, and nothing that grows with the recording is allocated, before the header
has passed the limits. Then there is one buffer of a fixed size, whatever the channel count, and
the array that is returned.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from talent.audio import refusals
from talent.audio.blocks import blocks
from talent.audio.clipping import ClippingMeter
from talent.audio.containers import Source, examine
from talent.audio.limits import LIMITS, Limits
from talent.audio.memory import Memory
from talent.audio.mono import Mono
from talent.audio.sniff import sniff
from talent.audio.sound import Sound

_CONTAINERS = {
    "WAV": "WAV",
    "WAVEX": "WAV",
    "RF64": "WAV",
    "W64": "WAV",
    "FLAC": "FLAC",
    "MP3": "MP3",
    "OGG": "OGG",
    "AIFF": "AIFF",
}
_CODECS = frozenset(
    (
        *("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
        *("IMA_ADPCM", "MS_ADPCM", "VORBIS", "OPUS"),
        *("MPEG_LAYER_I", "MPEG_LAYER_II", "MPEG_LAYER_III"),
    )
)
_UNKNOWN_FRAMES = 2**63 - 1
"""Length that libsndfile gives for a stream whose header does not say how long it is."""
_SHORTFALL_SECONDS = 0.25
"""Sound that may be missing against the header's promise.

MP3 encoders count whole frames (up to 72 ms) and their padding, ADPCM whole blocks, and the
last page of a Vorbis stream may be counted generously. Half a dozen frames, less than one
note, change no judgement; what lacks more was cut off on its way.
"""


class _Stream(sf.SoundFile):  # type: ignore[misc,unused-ignore]  # untyped in some versions
    """A sound file that is read once, from its beginning to its end."""

    def seekable(self) -> bool:
        """Keep soundfile from seeking after every block, which compressed streams pay for."""
        return False


def decode(data: bytes | bytearray | memoryview, *, limits: Limits = LIMITS) -> Sound:
    """Decode a recording, whatever its supported container.

    Parameters
    ----------
    data : the bytes of a file: WAV (also RF64, Wave64), FLAC, MP3, OGG (Vorbis, Opus) or AIFF.
        They are not copied.
    limits : bounds, checked against the header and again while decoding.

    Returns
    -------
    Sound
        Mono (the mean of the channels), float32, shape (n,), at 22 050 Hz.

    Raises
    ------
    EmptyFile, TooLarge, UnsupportedFormat, TooLong, TooShort, CorruptAudio
        See `talent.errors`; each with the measured values and what would work.
    """
    size = memoryview(data).nbytes
    if size == 0:
        raise refusals.empty("The file is empty: it has 0 bytes.")
    if size > limits.max_bytes:
        raise refusals.too_many_bytes(size, limits)
    view = memoryview(data).cast("B")
    content = sniff(view)
    if content.container is None:
        raise refusals.not_supported(content.name)
    source = examine(view, content.container, limits.max_seconds)
    if source.problem:
        raise refusals.damaged(content.container, source.problem)
    try:
        file = _Stream(Memory(source.head, source.body))
    except sf.LibsndfileError as error:
        raise refusals.undecodable(content.container, error) from None
    with file:
        return _Decoder(file, source, limits).run()


class _Decoder:
    """One open file on its way to a `Sound`."""

    def __init__(self, file: _Stream, source: Source, limits: Limits) -> None:
        self._file = file
        self._source = source
        self._limits = limits
        self._rate = int(file.samplerate)
        self._channels = int(file.channels)
        self._codec = str(file.subtype)
        self._container = _CONTAINERS.get(str(file.format), str(file.format))
        self._frames: int | None = None  # as promised; None where nobody knows
        if source.length_known and file.frames != _UNKNOWN_FRAMES:
            self._frames = max(0, int(file.frames))
        self._done = 0  # frames decoded

    def run(self) -> Sound:
        """Check, decode, check again."""
        self._check_format()
        self._check_length()
        scale = np.float32(1 / 32768 if self._dtype == "int16" else 1)
        mono = Mono(self._rate, self._channels, self._most_frames(), scale)
        clipping = ClippingMeter()
        for block in self._blocks():
            clipping.add(block, self._peak(block))
            mono.add(block)
        self._check_end()
        return Sound(
            samples=mono.finish(),
            container=self._container,
            codec=self._codec,
            source_rate=self._rate,
            channels=self._channels,
            clipped_ratio=clipping.ratio,
        )

    @property
    def _dtype(self) -> str:
        """Sample type to read: 16-bit files as they are, which spares a conversion.

        Exact in both cases; FLAC holds 32-bit integers inside, so float32 is no detour there.
        """
        return "int16" if self._codec == "PCM_16" and self._container != "FLAC" else "float32"

    def _seconds(self, frames: float) -> float:
        return frames / self._rate

    def _progress(self) -> tuple[float, float | None]:
        """Return the seconds decoded, and those promised."""
        promised = None if self._frames is None else self._seconds(self._frames)
        return self._seconds(self._done), promised

    def _most_frames(self) -> int:
        """Frames after which decoding stops in any case."""
        limits = self._limits
        cap = min(int(limits.max_seconds * self._rate), limits.max_decoded_values // self._channels)
        return cap if self._frames is None else min(cap, self._frames)

    def _check_format(self) -> None:
        """Refuse encodings, sample rates and channel counts that are not accepted."""
        limits = self._limits
        if self._file.format not in _CONTAINERS or self._codec not in _CODECS:
            raise refusals.wrong_codec(self._container, self._codec)
        if not limits.min_sample_rate <= self._rate <= limits.max_sample_rate:
            raise refusals.out_of_range(
                "sample rate in Hz", self._rate, limits.min_sample_rate, limits.max_sample_rate
            )
        if not 1 <= self._channels <= limits.max_channels:
            raise refusals.out_of_range(
                "number of channels", self._channels, 1, limits.max_channels
            )

    def _check_length(self) -> None:
        """Refuse what the header says is empty, too long, too large, cut off or too short."""
        limits, source = self._limits, self._source
        if self._frames is None:
            if source.at_least > limits.max_seconds:
                raise refusals.too_long(source.at_least, limits, at_least=True)
            return
        # libsndfile's count is of the frames that are there; the header may promise more.
        promised: float = self._frames
        if source.declared > source.present:
            promised = self._frames * source.declared / max(1, source.present)
        if self._seconds(promised) > limits.max_seconds:
            raise refusals.too_long(self._seconds(promised), limits)
        if promised * self._channels > limits.max_decoded_values:
            raise refusals.too_many_values(int(promised), self._channels, limits)
        if source.declared > 0 and source.present == 0:
            raise refusals.damaged(self._container, "it ends where the sound should begin")
        if self._frames == 0:
            raise refusals.empty(f"The {self._container} file holds no sound: 0 frames.")
        self._check_shortfall(self._frames, promised)
        if self._seconds(self._frames) < limits.min_seconds:
            raise refusals.too_short(self._seconds(self._frames), limits)

    def _check_shortfall(self, frames: int, promised: float) -> None:
        if self._seconds(promised - frames) > _SHORTFALL_SECONDS:
            raise refusals.cut_off(self._container, self._seconds(frames), self._seconds(promised))

    def _blocks(self) -> Iterator[NDArray[Any]]:
        """Yield int16 or float32 blocks, shape (n, channels), n >= 1, not to be written to."""
        most = self._most_frames()
        try:
            for block in blocks(self._file, self._source, self._dtype):
                self._done += len(block)
                if self._done > most:
                    self._refuse_endless()
                yield block
        except sf.LibsndfileError as error:
            raise refusals.undecodable(self._container, error, self._progress()) from None

    def _refuse_endless(self) -> None:
        """Refuse a stream of unknown length that went past a limit."""
        if self._seconds(self._done) > self._limits.max_seconds:
            raise refusals.too_long(self._seconds(self._done), self._limits, at_least=True)
        raise refusals.too_many_values(self._done, self._channels, self._limits)

    def _peak(self, block: NDArray[Any]) -> float:
        """Return the largest magnitude of a block; refuse what cannot be sound."""
        # NaN makes both extremes NaN, and every comparison with it false.
        peak = max(float(block.max()), -float(block.min()))
        if self._dtype != "int16" and not peak <= self._limits.max_amplitude:
            what = f"the value {peak:.3g}" if np.isfinite(peak) else "a value that is not finite"
            most = f"full scale is 1 and {self._limits.max_amplitude:g} the most"
            reason = f"it holds {what}, where {most}"
            raise refusals.damaged(self._container, reason, self._progress())
        return peak

    def _check_end(self) -> None:
        """Refuse a recording that turned out empty, cut off or too short."""
        if self._done == 0:
            raise refusals.damaged(self._container, "no sound could be decoded from it")
        if self._frames is not None:
            self._check_shortfall(self._done, self._frames)
        if self._seconds(self._done) < self._limits.min_seconds:
            raise refusals.too_short(self._seconds(self._done), self._limits)
