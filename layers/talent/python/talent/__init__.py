"""Singing talent: from the bytes of a recording to a prediction, and from labels to a new model.

In the order in which a recording passes through them:

- :mod:`talent.audio`       bytes -> mono sound, within limits
- :mod:`talent.features`    sound -> pitch, notes and the features that describe singing
- :mod:`talent.model`       features -> probability, label, verdict
- :mod:`talent.learning`    splits by singer and evaluation, shared by training and promotion

A package for each concept, with its entities, ports and use-cases:

- :mod:`talent.prediction`  one recording in, one answer out
- :mod:`talent.uploads`     presigned uploads and their status
- :mod:`talent.recordings`  labelled recordings
- :mod:`talent.trainings`   trainings, from request to decision
- :mod:`talent.registry`    models, and which one is in service

:mod:`talent.errors` has what can go wrong. Only :mod:`talent.aws` knows of AWS; nothing in here
knows of HTTP.
"""
