"""Many singers, several takes each: planned first, then rendered, the same everywhere.

Every random number comes from a seed sequence named by (seed, what, singer, clip). So clip 17
is the same whether it is made first or last, alone or among a thousand, here or in a worker.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from training_job.singer.melody import compose
from training_job.singer.performance import Performance, perform
from training_job.singer.person import Singer, draw_singer
from training_job.singer.recording import RecordingChain, draw_recording_chain, record
from training_job.singer.signals import FloatArray
from training_job.singer.skill import draw_defects, physical
from training_job.singer.voice import SAMPLE_RATE, VOWELS, synthesize

T = TypeVar("T")

TAKE_SD: Final = 0.08
"""How far a take lies from its singer's skill, standard deviation."""
GOOD: Final = 0.5
"""A take is labelled good where its skill is above this."""
_SINGER, _PLAN, _RENDER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """All that is decided about a clip before a sound is made.

    Attributes
    ----------
    clip_id : identifier, unique within a plan.
    singer : who sings.
    seed, singer_number, clip_number : name the clip's random numbers.
    skill : of this take, 0 (worst) to 1 (best).
    axes : the twelve defects, 0 (best) to 1 (worst), by name.
    recording : room, microphone and so on.
    seconds : length.
    """

    clip_id: str
    singer: Singer
    seed: int
    singer_number: int
    clip_number: int
    skill: float
    axes: dict[str, float]
    recording: RecordingChain
    seconds: float

    @property
    def label(self) -> int:
        """1 for good, 0 for bad."""
        return int(self.skill > GOOD)


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip, with the truth about it.

    Attributes
    ----------
    spec : what was decided beforehand; holds seed, skill and recording.
    samples : float32 array, shape (n,), mono, 22 050 Hz, within -1..1.
    voice : float32 array, shape (n,), the same before room and microphone.
    truth : notes and pitch curve as sung.
    """

    spec: ClipSpec
    samples: NDArray[np.float32]
    voice: NDArray[np.float32]
    truth: Performance
    sample_rate: int = SAMPLE_RATE

    @property
    def clip_id(self) -> str:
        """Identifier of the clip."""
        return self.spec.clip_id

    @property
    def singer_id(self) -> str:
        """Identifier of the singer."""
        return self.spec.singer.singer_id

    @property
    def label(self) -> int:
        """1 for good, 0 for bad."""
        return self.spec.label

    @property
    def skill(self) -> float:
        """Skill of the take, 0 (worst) to 1 (best)."""
        return self.spec.skill

    @property
    def contour(self) -> FloatArray:
        """Pitch in cents above 55 Hz, 200 values per second, NaN where there is none."""
        return np.where(self.truth.voicing > 0.5, self.truth.cents, np.nan)


def _rng(seed: int, what: int, singer: int, clip: int) -> np.random.Generator:
    """Return the random numbers of one purpose."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(what, singer, clip)))


def plan(singers: int, clips_per_singer: int, seed: int) -> list[ClipSpec]:
    """Decide on a corpus without making a sound.

    Parameters
    ----------
    singers : number of people.
    clips_per_singer : takes by each of them.
    seed : names the corpus. Singers of different seeds are different people.

    Returns
    -------
    The clips, singer after singer.
    """
    return [
        plan_clip(seed, singer, clip)
        for singer in range(singers)
        for clip in range(clips_per_singer)
    ]


def plan_clip(seed: int, singer: int, clip: int, *, seconds: float | None = None) -> ClipSpec:
    """Decide on one clip.

    Parameters
    ----------
    seed : names the corpus.
    singer, clip : numbers of the singer and of the take, from 0.
    seconds : length; by default 80 % of clips last 8 to 20 s and 20 % last 4 to 8 s.
    """
    person = draw_singer(_rng(seed, _SINGER, singer, 0), f"singer-{seed}-{singer:04d}")
    rng = _rng(seed, _PLAN, singer, clip)
    skill = float(np.clip(person.skill + rng.normal(0.0, TAKE_SD), 0.0, 1.0))
    axes = draw_defects(rng, skill)
    recording = draw_recording_chain(rng)
    drawn = float(rng.uniform(8.0, 20.0) if rng.random() < 0.8 else rng.uniform(4.0, 8.0))
    return ClipSpec(
        clip_id=f"{person.singer_id}-{clip:02d}",
        singer=person,
        seed=seed,
        singer_number=singer,
        clip_number=clip,
        skill=skill,
        axes=axes,
        recording=recording,
        seconds=drawn if seconds is None else seconds,
    )


def make_clip(spec: ClipSpec) -> Clip:
    """Sing and record what was planned."""
    rng = _rng(spec.seed, _RENDER, spec.singer_number, spec.clip_number)
    singer, seconds = spec.singer, spec.seconds
    melody = compose(rng, low=singer.low, high=singer.high, seconds=seconds)
    values = physical(spec.axes)
    take = perform(rng, melody, singer, values, seconds, vowels=len(VOWELS))
    voice = synthesize(rng, take, singer, int(seconds * SAMPLE_RATE))
    samples = record(rng, voice, spec.recording, melody)
    return Clip(spec=spec, samples=samples, voice=voice, truth=take)


def render(specs: Iterable[ClipSpec], *, workers: int, each: Callable[[Clip], T]) -> Iterator[T]:
    """Make clips in parallel and yield what ``each`` returns for them, in order.

    Parameters
    ----------
    specs : the clips to make.
    workers : number of processes; with 1 everything happens in this one.
    each : a function at the top level of a module (it is sent to other processes by name),
        for example a feature extractor, so that the sound need not travel.

    Yields
    ------
    One result per clip, in the order of ``specs``, whatever the number of workers.
    """
    if workers < 1:
        raise ValueError(f"workers is {workers}; it must be 1 or more")
    if workers == 1:
        for spec in specs:
            yield each(make_clip(spec))
        return
    waiting = iter(specs)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        # A few clips ahead keep the workers busy without piling results up in memory.
        ahead: deque[Future[T]] = deque()
        for spec in islice(waiting, 4 * workers):
            ahead.append(pool.submit(_one, spec, each))
        while ahead:
            result = ahead.popleft().result()
            for spec in islice(waiting, 1):
                ahead.append(pool.submit(_one, spec, each))
            yield result


def _one(spec: ClipSpec, each: Callable[[Clip], T]) -> T:
    """Make one clip in a worker and keep only what is asked for."""
    return each(make_clip(spec))
