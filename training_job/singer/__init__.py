"""Synthetic singer: labelled singing without anybody's recordings; ``models`` learn from it.

``plan`` decides who sings what and how well; ``render`` makes the sound, in parallel, and hands
each clip to a function; ``make_clip`` makes a single one.
"""

from training_job.singer.corpus import Clip, ClipSpec, make_clip, plan, plan_clip, render
from training_job.singer.performance import Performance
from training_job.singer.person import Singer
from training_job.singer.recording import RecordingChain
from training_job.singer.skill import AXES, AXIS_NAMES, Axis

__all__ = [
    "AXES",
    "AXIS_NAMES",
    "Axis",
    "Clip",
    "ClipSpec",
    "Performance",
    "RecordingChain",
    "Singer",
    "make_clip",
    "plan",
    "plan_clip",
    "render",
]
