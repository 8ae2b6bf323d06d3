"""The part of AWS that runs on this machine: moto, in memory."""

import logging
import os
from typing import TYPE_CHECKING, Final

from local import storage
from local.functions import MODELS_BUCKET, aws_environment
from local.paths import DEFAULT_MODEL

if TYPE_CHECKING:
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

_HOST: Final = "127.0.0.1"


class LocalAws:
    """A moto server with the buckets, the tables and the default model in it."""

    def __init__(self, *, port: int) -> None:
        self.port = port
        self.endpoint = f"http://{_HOST}:{port}"
        self._server: ThreadedMotoServer | None = None

    def start(self) -> str:
        """Start, fill and lead this process to it; return what is to be said of the model."""
        # Here and not above: it takes seconds.
        from moto.moto_server.threaded_moto_server import ThreadedMotoServer

        # Its state machines call it back under this port.
        os.environ["MOTO_PORT"] = str(self.port)
        os.environ.update(aws_environment(self.endpoint))
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        self._server = ThreadedMotoServer(ip_address=_HOST, port=self.port, verbose=False)
        self._server.start()
        return _fill()

    def stop(self) -> None:
        """End the server; everything in it is gone."""
        if self._server is not None:
            self._server.stop()


def _fill() -> str:
    from talent.aws.clients import dynamodb_client, s3_client
    from talent.aws.models import publish
    from talent.errors import ModelError
    from talent.model.artifact import read_folder

    client = s3_client()
    storage.make(client, dynamodb_client())
    try:
        return publish(read_folder(DEFAULT_MODEL), bucket=MODELS_BUCKET, client=client)
    except ModelError as error:
        return f"none: {error.message}. {error.advice}"
