"""Trainings: where they run, what they may touch, what moves them on."""
