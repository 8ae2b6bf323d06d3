"""The whole product on one machine: ``python -m local``.

    client -- HTTP --> gateway -- API Gateway event --> worker process (the Lambda handler)
                                                           |
                                          moto (S3 ...) <--+

- :mod:`topology.routes`, :mod:`local.names`   what is deployed: the tables infra shares
- :mod:`local.gateway`, :mod:`local.events`     HTTP to API Gateway (REST, v1) events and back
- :mod:`local.throttle`                         requests per second and client
- :mod:`local.pool`, :mod:`local.worker`        Lambda: processes, timeouts, crashes, limits
- :mod:`local.aws`, :mod:`local.inside`         moto, and the hooks into it
- :mod:`topology.resources`, :mod:`local.provision` buckets, tables, queues: a table infra shares
- :mod:`local.queue`                            from SQS to a function, and again where it failed
- :mod:`local.journal`, :mod:`local.disk`       what survives a restart: a write-ahead journal
- :mod:`local.watch`                            tells the journal what changes in moto
- :mod:`local.acknowledge`                      answers to writes wait until those are on disk
- :mod:`local.sweep`                            what AWS does by itself: expiry, dead trainings
- :mod:`local.guard`                            S3's checks before moto: signatures, forms, CORS
"""

import sys

from local.paths import LAYER

if str(LAYER) not in sys.path:  # what /opt/python is in Lambda
    sys.path.insert(0, str(LAYER))
