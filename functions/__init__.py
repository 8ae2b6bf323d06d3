"""The Lambda functions: HTTP in, calls into :mod:`talent`, HTTP out.

- :mod:`functions.edge`       what all of them share: problems, settings, logs, the way in
- :mod:`functions.judgement`  a judgement as JSON
- :mod:`functions.predict`    judges recordings
- :mod:`functions.api`        everything else: health, the model, the documentation

No function imports another.
"""
