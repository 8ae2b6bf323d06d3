"""REST API, except ``POST`` of predictions (:mod:`functions.predict`): a folder for each resource.

- :mod:`functions.api.service`    health, the model in service, the documentation pages
- :mod:`functions.api.data`       labelled recordings
- :mod:`functions.api.uploads`    presigned uploads and the predictions of what was uploaded
- :mod:`functions.api.trainings`  retraining
- :mod:`functions.api.models`     models, metrics, promotion, rollback, threshold
- :mod:`functions.api.charts`     charts and the guide to the features

Each has ``routes``, ``replies`` and, where it needs them, ``requests`` and ``dependencies``; the
work is done by the use-cases of :mod:`talent`.
"""
