"""The part of AWS that runs on this machine: moto, in memory."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Final

from local import http
from local.atomic import make_atomic
from local.functions import MODELS_BUCKET, aws_environment
from local.paths import DEFAULT_MODEL
from local.resources import Choices, Clients, make

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
        self._server: BaseWSGIServer | None = None

    def start(self) -> str:
        """Start, fill and lead this process to it; return what is to be said of the model."""
        # Here and not above: it takes seconds.
        from moto.moto_server.werkzeug_app import (
            DomainDispatcherApplication,
            MotoRequestHandler,
            create_backend_app,
        )
        from werkzeug.serving import make_server

        # Its state machines call it back under this port.
        os.environ["MOTO_PORT"] = str(self._listener.getsockname()[1])
        os.environ.update(aws_environment(self.endpoint))
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        make_atomic()
        self._listener.listen(_BACKLOG)
        self._server = make_server(
            _HOST,
            self._listener.getsockname()[1],
            DomainDispatcherApplication(create_backend_app),
            threaded=True,
            request_handler=MotoRequestHandler,
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
