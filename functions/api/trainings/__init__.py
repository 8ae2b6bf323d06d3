"""Trainings: begin, follow, cancel, list; their steps are tasks in ``functions.retraining``."""
