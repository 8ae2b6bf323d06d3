"""The Lambda functions: events in, calls into :mod:`talent`, answers out.

- :mod:`functions.http`       what all of them share: problems, settings, logs, the way in
- :mod:`functions.prediction_schemas`  a judgement as JSON
- :mod:`functions.predict`    judges recordings
- :mod:`functions.analyse`    judges what was uploaded, off a queue
- :mod:`functions.api`        everything else: health, the model, the documentation

No function imports another.
"""
