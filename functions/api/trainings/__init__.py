"""Trainings: begin, follow, cancel, list."""
