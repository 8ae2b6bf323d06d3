"""Store a labelled recording: one per sound, with its bytes, features and annotation.

    bytes -> decode -> sha256 of the samples -> known? ── no ──> gate -> bytes -> features -> row
                                                   └──── yes ─> features, if missing -> merge

A row is written last and deleted last: there is none without its bytes. Where somebody stored
and deleted the same sound between our bytes and our row, one look at the bytes shows it.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from talent.audio import media_types
from talent.audio.decode import decode
from talent.audio.sound import Sound
from talent.errors import ChangedMeanwhile, RecordingUnknown
from talent.features.analysis import Analysis
from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.features.extract import analyse, by_name, extract
from talent.features.quality import assess
from talent.ids import ID_DIGITS
from talent.naming import storable_filename
from talent.ports import ObjectStore
from talent.recordings.merge import Contradiction, contradictions, merge
from talent.recordings.ports import Recordings
from talent.recordings.recording import Annotation, Recording
from talent.recordings.update import being_deleted, update_with_retry

FEATURE_SET: Final = "all"


@dataclass(frozen=True, slots=True)
class StoreResult:
    """Result of storing a recording.

    Attributes
    ----------
    duplicate : the same sound was there before.
    contradictions : what was said otherwise than stored; the stored stands.
    """

    recording: Recording
    duplicate: bool
    contradictions: tuple[Contradiction, ...] = ()


def recording_key(recording_id: str) -> str:
    """Return where the bytes of a recording are."""
    return f"recordings/{recording_id}"


def features_key(recording_id: str, version: int = EXTRACTOR_VERSION) -> str:
    """Return where the features of a recording are."""
    return f"features/{recording_id}/{version}.json"


def fingerprint(samples: NDArray[np.float32]) -> str:
    """Return the sha256 of decoded sound, shape (n,), as little-endian float32.

    It is the same for every container that keeps the sound as it is.
    """
    return hashlib.sha256(samples.astype("<f4", copy=False).tobytes()).hexdigest()


def store_recording(
    content: bytes,
    claim: Annotation,
    *,
    filename: str,
    recordings: Recordings,
    objects: ObjectStore,
    now: datetime,
) -> StoreResult:
    """Keep a recording with what is said of it, or add that to the one that is there already.

    Parameters
    ----------
    content : the bytes of the file; they alone decide what it is.
    filename : the sender's own name for it.

    Raises
    ------
    AudioError, TakeRefused
        As in a prediction: nothing is learned from a take that would be refused.
    LabelInvalid
        If there are too many raters.
    ChangedMeanwhile
        If the same sound is deleted, or too many others write, at the same time.
    """
    sound = decode(content)
    digest = fingerprint(sound.samples)
    known = _known(digest[:ID_DIGITS], recordings)
    if known is None:
        new = Recording(
            id=digest[:ID_DIGITS],
            sha256=digest,
            seconds=sound.seconds,
            bytes=len(content),
            content_type=media_types.CONTAINERS[sound.container][0],
            filename=storable_filename(filename),
            singer=claim.singer,
            source=claim.source,
            consent=claim.consent,
            created_at=now,
            updated_at=now,
            opinions={claim.opinion.rater: claim.opinion},
            features=(EXTRACTOR_VERSION,),
        )
        stored = _store(new, content, sound, recordings, objects)
        if stored is not None:
            _check_bytes(stored, recordings, objects)
            return StoreResult(stored, duplicate=False)
    else:
        _complete(known, sound, objects)

    def change(stored: Recording) -> Recording:
        return _with_features(merge(stored, claim, now=now))

    try:
        amended = update_with_retry(digest[:ID_DIGITS], change, recordings=recordings)
    except RecordingUnknown as error:
        raise _deleted_meanwhile(digest[:ID_DIGITS]) from error
    return StoreResult(amended.after, True, contradictions(amended.before, claim))


def _known(recording_id: str, recordings: Recordings) -> Recording | None:
    try:
        known = recordings.get(recording_id)
    except RecordingUnknown:
        return None
    if known.deleting:
        raise being_deleted(known)
    return known


def _store(
    new: Recording, content: bytes, sound: Sound, recordings: Recordings, objects: ObjectStore
) -> Recording | None:
    """Store a recording; return None where somebody stored the same sound meanwhile."""
    analysis = analyse(sound)
    assess(analysis)
    objects.put(recording_key(new.id), content, content_type=new.content_type)
    _put_features(new.id, sound, analysis, objects)
    try:
        return recordings.save(new)
    except ChangedMeanwhile:
        return None


def _check_bytes(stored: Recording, recordings: Recordings, objects: ObjectStore) -> None:
    """Take a row back whose bytes went with another row of the same sound.

    That row was written and deleted after our bytes were. Deleting takes the bytes last, so
    that the features are there where the bytes are.
    """
    if objects.has(recording_key(stored.id)):
        return
    marked = update_with_retry(
        stored.id, lambda row: replace(row, deleting=True), recordings=recordings
    )
    recordings.remove(marked.after)
    raise _deleted_meanwhile(stored.id)


def _deleted_meanwhile(recording_id: str) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"The recording {recording_id} was deleted while the same sound was being stored",
        advice="Send it again.",
    )


def _complete(known: Recording, sound: Sound, objects: ObjectStore) -> None:
    """Measure a recording that was last measured by an older extractor."""
    if EXTRACTOR_VERSION not in known.features:
        _put_features(known.id, sound, analyse(sound), objects)


def _with_features(recording: Recording) -> Recording:
    if EXTRACTOR_VERSION in recording.features:
        return recording
    return replace(recording, features=(*recording.features, EXTRACTOR_VERSION))


def _put_features(
    recording_id: str, sound: Sound, analysis: Analysis, objects: ObjectStore
) -> None:
    names = FEATURE_SETS[FEATURE_SET]
    vector = extract(sound, FEATURE_SET, analysis=analysis)
    document: dict[str, Any] = {
        "extractor_version": EXTRACTOR_VERSION,
        "feature_set": FEATURE_SET,
        "seconds": sound.seconds,
        "values": by_name(names, dict(zip(names, vector.tolist(), strict=True))),
    }
    content = json.dumps(document).encode()
    objects.put(features_key(recording_id), content, content_type="application/json")
