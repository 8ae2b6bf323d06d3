"""Trainings from request to decision; the training itself runs in ``training_job``."""
