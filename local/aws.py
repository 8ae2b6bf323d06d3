"""The part of AWS that runs on this machine: moto, in memory."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Final

from local import http, inside
from local.atomic import make_atomic
from local.functions import ACCESS_KEY, MODELS_BUCKET, REGION, SECRET_KEY, aws_environment
from local.gate import Gate
from local.guard import Guard
from local.paths import DEFAULT_MODEL
from local.resources import BUCKETS, Choices, Clients, cors_rules, make
from local.signature import Keys

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

_HOST: Final = "127.0.0.1"
_BACKLOG: Final = 128


class LocalAws:
    """A moto server with the resources and the default model in it.

    Parameters
    ----------
    port : where it listens; 0 for any free port.
    choices : what the operator chooses about the resources.
    """

    def __init__(self, *, port: int, choices: Choices) -> None:
        self._choices = choices
        self._listener = http.bind(_HOST, port)
        self.endpoint = http.address(self._listener)
        self.gate = Gate()
        self._server: BaseWSGIServer | None = None

    def start(self) -> str:
        """Start, fill and lead this process to it; return what is to be said of the model."""
        # Here and not above: it takes seconds.
        from werkzeug.serving import make_server

        port = self._listener.getsockname()[1]
        os.environ["MOTO_PORT"] = str(port)  # its state machines call it back there
        os.environ.update(aws_environment(self.endpoint))
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        make_atomic()
        self._listener.listen(_BACKLOG)
        self._server = make_server(
            _HOST,
            port,
            self._guarded(),
            threaded=True,
            request_handler=inside.request_handler(),
            fd=self._listener.fileno(),
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        make(clients(), self._choices, before_events=lambda: None)
        return _publish()

    def stop(self) -> None:
        """End the server; everything in it is gone."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._listener.close()

    def _guarded(self) -> Guard:
        rules = {bucket.name: cors_rules(bucket, self._choices.origins) for bucket in BUCKETS}
        return Guard(
            inside.application(),
            store=inside.store,
            keys=Keys(ACCESS_KEY, SECRET_KEY, REGION),
            rules=rules,
            writing=self.gate.writing,
        )


def clients() -> Clients:
    """Return clients for where the environment leads."""
    import boto3

    from talent.aws.clients import dynamodb_client, s3_client

    return Clients(s3=s3_client(), dynamodb=dynamodb_client(), sqs=boto3.client("sqs"))


def _publish() -> str:
    from talent.aws.clients import s3_client
    from talent.aws.models import publish
    from talent.errors import ModelError
    from talent.model.artifact import read_folder

    try:
        return publish(read_folder(DEFAULT_MODEL), bucket=MODELS_BUCKET, client=s3_client())
    except ModelError as error:
        return f"none: {error.message}. {error.advice}"
