"""The model in service, as running functions see it, against moto's DynamoDB and S3."""

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from local.names import MODELS_BUCKET, MODELS_TABLE
from talent.aws.clients import dynamodb_client, s3_client
from talent.aws.models import S3Models
from talent.aws.registry import DynamoRegistry
from talent.errors import ModelCorrupt, ModelMissing
from talent.model.artifact import DEFAULT_FOLDER, read_folder
from talent.model.manifest import Manifest
from talent.registry.cache import RECHECK_SECONDS, ModelCache
from talent.registry.install import install_bundled_model
from talent.registry.model_record import Cause, Why
from talent.registry.set_threshold import set_threshold
from tests.functional.model_files import MANUAL, NOW, Models

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.usefixtures("aws")

DEFAULT = Manifest.from_json((DEFAULT_FOLDER / "manifest.json").read_bytes()).version


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def asked() -> list[str]:
    """Return what is asked of AWS, as the store does: it grows."""
    return []


@pytest.fixture
def store(clock: Clock, asked: list[str]) -> ModelCache:
    return serving(clock, asked)


def serving(clock: Clock, asked: list[str]) -> ModelCache:
    """Return a store that writes down what it asks for."""
    dynamodb, s3 = dynamodb_client(), s3_client()
    dynamodb.meta.events.register(
        "before-parameter-build.dynamodb.GetItem",
        lambda params, **_: asked.append(params["Key"]["id"]["S"]),
    )
    s3.meta.events.register(
        "before-parameter-build.s3.GetObject",
        lambda params, **_: asked.append(params["Key"]),
    )
    return ModelCache(
        DynamoRegistry(MODELS_TABLE, client=lambda: dynamodb),
        S3Models(MODELS_BUCKET, client=lambda: s3),
        clock=clock,
    )


def install_default(models: Models) -> None:
    install_bundled_model(
        registry=models.registry,
        models=models.published,
        why=Why(Cause.INSTALLATION, "new", NOW),
    )


def test_it_gives_the_promoted_model(store: ModelCache, models: Models) -> None:
    models.serve("one")
    assert store.current().manifest.version == "one"
    assert store.current() is store.current()


def test_the_model_of_the_code_costs_one_read_of_dynamodb_and_none_of_s3(
    models: Models, clock: Clock, asked: list[str]
) -> None:
    install_default(models)

    def no_s3() -> None:
        raise AssertionError("no client of S3 is made")

    dynamodb = dynamodb_client()
    dynamodb.meta.events.register(
        "before-parameter-build.dynamodb.GetItem",
        lambda params, **_: asked.append(params["Key"]["id"]["S"]),
    )
    store = ModelCache(
        DynamoRegistry(MODELS_TABLE, client=lambda: dynamodb),
        S3Models(MODELS_BUCKET, client=no_s3),  # type: ignore[arg-type]  # never called
        clock=clock,
    )
    assert store.current().manifest.version == DEFAULT
    assert asked == ["current"]
    assert set(models.published.read(DEFAULT)) == set(read_folder(DEFAULT_FOLDER)), (
        "it is published too: a later version of the code comes with another one"
    )


def test_it_asks_again_only_after_a_while(
    store: ModelCache, models: Models, clock: Clock, asked: list[str]
) -> None:
    models.serve("one")
    model = store.current()
    assert (asked[0], len(asked)) == ("current", 6)
    clock.now += RECHECK_SECONDS - 0.1
    assert store.current() is model
    assert len(asked) == 6
    clock.now += 0.1
    assert store.current().score is model.score
    assert asked[6:] == ["current"]


def test_a_prediction_between_two_promotions_changes_its_model_without_a_restart(
    store: ModelCache, models: Models, clock: Clock
) -> None:
    models.serve("one")
    begun = store.current()
    models.serve("two")
    assert store.current().manifest.version == "one"
    clock.now += RECHECK_SECONDS
    assert store.current().manifest.version == "two"
    assert begun.manifest.version == "one"  # a request under way keeps what it has
    models.rollback()
    clock.now += RECHECK_SECONDS
    assert store.current().manifest.version == "one"


def test_a_broken_new_model_is_refused_and_not_fetched_again(
    store: ModelCache,
    models: Models,
    clock: Clock,
    asked: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    models.serve("one")
    old = store.current()
    models.serve("two")
    models.bucket.put("models/two/model.tflite", b"changed", content_type="x/y")
    clock.now += RECHECK_SECONDS
    assert store.current() is old
    assert "model_corrupt" in caplog.text
    asked.clear()
    clock.now += RECHECK_SECONDS
    assert store.current() is old
    assert asked == ["current"]
    models.serve("three")
    clock.now += RECHECK_SECONDS
    assert store.current().manifest.version == "three"


def test_a_manifest_that_was_exchanged_with_its_files_is_refused(
    store: ModelCache, models: Models
) -> None:
    models.serve("one")
    for name, content in files_of("other").items():
        models.bucket.put(f"models/one/{name}", content, content_type="x/y")
    with pytest.raises(ModelCorrupt, match="not the one that was registered"):
        store.current()


def files_of(version: str) -> dict[str, bytes]:
    from tests.functional.model_files import files

    return files(version)


def test_where_a_new_process_cannot_load_the_model_it_serves_the_previous_one(
    store: ModelCache, models: Models, clock: Clock, asked: list[str]
) -> None:
    models.serve("one")
    models.serve("two")
    models.bucket.put("models/two/model.tflite", b"changed", content_type="x/y")
    assert store.current().manifest.version == "one"
    asked.clear()
    clock.now += RECHECK_SECONDS
    assert store.current().manifest.version == "one"
    assert asked == ["current"]


def test_a_threshold_moves_the_band_with_it_and_loads_nothing(
    store: ModelCache, models: Models, clock: Clock, asked: list[str]
) -> None:
    models.serve("one")
    assert store.current().manifest.uncertain_band == (0.25, 0.75)
    set_threshold("one", 0.9, registry=models.registry, why=MANUAL)
    asked.clear()
    clock.now += RECHECK_SECONDS
    manifest = store.current().manifest
    assert asked == ["current"]
    assert manifest.threshold == 0.9
    # log-odds of 0.25 and 0.75 are -ln 3 and ln 3: odds of 9 become 3 and 27
    assert manifest.uncertain_band == pytest.approx((3 / 4, 27 / 28), abs=1e-6)


@pytest.mark.parametrize("name", ["model.tflite", "evaluation.json", "model_card.md"])
def test_a_missing_file(store: ModelCache, models: Models, name: str) -> None:
    models.serve("one")
    kept = models.bucket.get(f"models/one/{name}")
    models.bucket.erase(f"models/one/{name}")
    with pytest.raises(ModelCorrupt, match=name):
        store.current()
    models.bucket.put(f"models/one/{name}", kept, content_type="x/y")
    assert store.current().manifest.version == "one"


def test_all_files_missing(store: ModelCache, models: Models) -> None:
    models.serve("one")
    models.bucket.erase("models/")
    with pytest.raises(ModelMissing):
        store.current()


def test_where_no_model_was_ever_promoted(store: ModelCache) -> None:
    with pytest.raises(ModelMissing, match="ever put into service"):
        store.current()


def silent_client() -> "DynamoDBClient":
    return boto3.client(
        "dynamodb",
        endpoint_url="http://127.0.0.1:9",
        config=Config(connect_timeout=1, retries={"total_max_attempts": 1}),
    )


def test_when_dynamodb_does_not_answer() -> None:
    store = ModelCache(DynamoRegistry("models", client=silent_client), S3Models("models"))
    with pytest.raises(ModelMissing, match="did not give the model") as caught:
        store.current()
    assert caught.value.values["reason"] == "EndpointConnectionError"


def test_when_dynamodb_falls_silent_the_model_keeps_serving(models: Models, clock: Clock) -> None:
    models.serve("one")
    registry = DynamoRegistry(MODELS_TABLE)
    store = ModelCache(registry, S3Models(MODELS_BUCKET), clock=clock)
    model = store.current()
    registry.__dict__["_client"] = silent_client()
    clock.now += RECHECK_SECONDS
    assert store.current() is model
