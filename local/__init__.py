"""Local stack: the whole product on one machine, ``python -m local``; nothing that is deployed.

    client -- HTTP --> gateway -- API Gateway event --> worker process (the Lambda handler)
                                                           |
                                          moto (S3 ...) <--+

- :mod:`local.gateway`      API Gateway: HTTP to proxy events (REST, v1) and back, limits, CORS
- :mod:`local.lambdas`      Lambda: processes, timeouts, crashes; from SQS to a function
- :mod:`local.s3`           S3's checks before moto: signatures, presigned forms, CORS
- :mod:`local.aws`          moto, its resources, the hooks into it, and what AWS does by itself
- :mod:`local.persistence`  what survives a restart
- :mod:`local.training`     Step Functions and Batch: a training is a process
- :mod:`local.sam`          the same functions in SAM's containers
- :mod:`topology`           what is deployed: the tables that infra shares
"""

import sys

from local.paths import LAYER

if str(LAYER) not in sys.path:  # what /opt/python is in Lambda
    sys.path.insert(0, str(LAYER))
