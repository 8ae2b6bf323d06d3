"""AWS on this machine: moto, in memory."""

from __future__ import annotations

import copy
import logging
import os
import secrets
import threading
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from local.aws import moto_hooks
from local.aws.atomic import LOCK, make_atomic
from local.aws.provision import Clients, make
from local.aws.reconciler import Sweeper
from local.gateway import web_server
from local.names import MODELS_BUCKET, MODELS_TABLE, UPLOADS_TABLE
from local.persistence import watch
from local.persistence.disk import DataDir
from local.persistence.journal import Journal
from local.persistence.records import Contents
from local.resources import BUCKETS
from local.s3.guard import S3Guard
from local.s3.signature import Keys
from topology.environment import ACCESS_KEY, REGION, aws_environment
from topology.resources import Choices, cors_rules

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

_LOOPBACK: Final = "127.0.0.1"
_BACKLOG: Final = 128


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses and data folder of moto.

    Attributes
    ----------
    port : 0 for any free port.
    public_url : under which other machines reach it; empty: only this machine does.
    host : where it listens where other machines are to reach it.
    folder : keeps the contents; None where nothing is to survive.
    secret : opens it; empty for one that nobody knows.
    """

    port: int = 0
    public_url: str = ""
    host: str = _LOOPBACK
    folder: DataDir | None = None
    secret: str = field(default="", repr=False)


class LocalAws:
    """A moto server with the resources and the default model in it."""

    def __init__(self, place: Place, choices: Choices) -> None:
        self._folder = place.folder
        self._choices = choices
        self._host = place.host if place.public_url else _LOOPBACK
        self._listener = web_server.bind(self._host, place.port, setting="AWS_PORT")
        self.endpoint = web_server.server_address(self._listener)
        self.public_url = place.public_url or self.endpoint
        # Any web page can send requests to this port: with a key that it knows it could sign them.
        self._secret = place.secret or secrets.token_hex(20)
        self._server: BaseWSGIServer | None = None
        self.journal = (
            None if self._folder is None else Journal(self._folder, watch.current, whole=LOCK)
        )
        """What brings the contents to disk, where they are to survive."""
        self._sweeper: Sweeper | None = None

    @property
    def variables(self) -> dict[str, str]:
        """What leads a process to this server."""
        public = {"AWS_ENDPOINT_URL_S3": self.public_url} if self._host != _LOOPBACK else {}
        return {**aws_environment(self.endpoint), "AWS_SECRET_ACCESS_KEY": self._secret, **public}

    def start(self) -> str:
        """Start, fill and lead this process to it; return what is to be said of the model.

        Raises BadDataDir where what was kept cannot be used.
        """
        # Here and not above: it takes seconds.
        import boto3
        from werkzeug.serving import make_server

        port = self._listener.getsockname()[1]
        os.environ["MOTO_PORT"] = str(port)  # its state machines call it back there
        os.environ.update(self.variables)
        os.environ.pop("AWS_ENDPOINT_URL_S3", None)  # from here there is a shorter way
        boto3.setup_default_session()  # it would go on with the keys of a server before this one
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        make_atomic()
        moto_hooks.make_room()
        kept = self._begin_journal()
        self._listener.listen(_BACKLOG)
        self._server = make_server(
            self._host,
            port,
            self._guarded(),
            threaded=True,
            request_handler=moto_hooks.request_handler(),
            fd=self._listener.fileno(),
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        make(clients(), self._choices, before_events=lambda: self._restore(kept))
        model = _install()
        self._sweeper = Sweeper(clients(), retention_days=self._choices.retention_days)
        self._sweeper.start()
        return model

    def stop(self) -> None:
        """End the server; raise NotSaved where something in it is to survive and will not."""
        if self._sweeper is not None:
            self._sweeper.stop()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._listener.close()
        watch.unwatch()
        try:
            if self.journal is not None:
                self.journal.stop()
        finally:
            if self._folder is not None:
                self._folder.close()

    def _begin_journal(self) -> Contents:
        """Keep what changes from now on; return what was kept before."""
        if self._folder is None or self.journal is None:
            return {}
        self._folder.load()
        kept = copy.deepcopy(self._folder.contents)
        self.journal.start()
        watch.watch(self.journal)
        return kept

    def _restore(self, kept: Contents) -> None:
        if self._folder is not None:
            _uncount_interrupted(kept)
            watch.put_back(kept, self._folder.blobs.read)

    def _guarded(self) -> S3Guard:
        rules = {bucket.name: cors_rules(bucket, self._choices.origins) for bucket in BUCKETS}
        return S3Guard(
            moto_hooks.application(),
            store=moto_hooks.store,
            keys=Keys(ACCESS_KEY, self._secret, REGION),
            rules=rules,
            writing=self.journal.writing if self.journal else nullcontext,
        )


def _uncount_interrupted(kept: Contents) -> None:
    """Uncount the analyses that ended with the whole stack.

    Attempts are counted to find recordings that kill their worker; none kills the stack.
    """
    for row in kept.get("rows", {}).get(UPLOADS_TABLE, {}).values():
        begun = int(row["attempts"]["N"]) if row.get("status") == {"S": "processing"} else 0
        if begun:
            row["attempts"] = {"N": str(begun - 1)}


def clients() -> Clients:
    """Return clients for where the environment leads."""
    import boto3

    from talent.aws.clients import dynamodb_client, s3_client

    return Clients(s3=s3_client(), dynamodb=dynamodb_client(), sqs=boto3.client("sqs"))


def _install() -> str:
    """Put the default model into service, unless the operator's own is; return which one is."""
    from talent.aws.models import S3Publisher
    from talent.aws.registry import DynamoRegistry
    from talent.errors import TalentError
    from talent.registry.install import install_bundled_model
    from talent.registry.model_record import Cause, Why

    why = Why(Cause.INSTALLATION, "it came with the code", datetime.now(UTC))
    try:
        return install_bundled_model(
            registry=DynamoRegistry(MODELS_TABLE),
            models=S3Publisher(MODELS_BUCKET),
            why=why,
        ).version
    except TalentError as error:
        return f"none: {error.message}. {error.advice}"
