"""Constructs of trainings: network, compute, image, state machine; its job: ``training_job``."""
