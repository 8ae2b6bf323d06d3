"""How well somebody sings: from the bytes of a recording to an honest answer.

Rooms, in the order in which a recording passes through them:

- :mod:`talent.audio`     bytes -> mono sound, within limits
- :mod:`talent.features`  sound -> pitch, notes and the features that describe singing
- :mod:`talent.model`     features -> probability, label, verdict
- :mod:`talent.learning`  splits by singer and evaluation, shared by training and promotion

Nothing in here knows of AWS, HTTP, the environment or the clock.
"""
