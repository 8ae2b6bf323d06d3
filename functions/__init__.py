"""Lambda functions: events in, calls into :mod:`talent`, answers out; no rule of their own.

- :mod:`functions.predict`             answers with predictions of recordings in the request
- :mod:`functions.analyse`             analyses uploaded recordings, off a queue
- :mod:`functions.api`                 the rest of the REST API, a folder for each resource
- :mod:`functions.retraining`          the state machine that retrains: workflow, promote, settle
- :mod:`functions.deployment_hooks`    custom resources of a deployment: publish, page
- :mod:`functions.prediction_schemas`  a prediction as JSON, shared by the first three
- :mod:`functions.http`                shared by functions behind HTTP: middleware, problems
- :mod:`functions.runtime`             shared by all: settings, telemetry, tasks

Eight functions are deployed (:mod:`topology.functions`). No function's folder imports another's.
"""
