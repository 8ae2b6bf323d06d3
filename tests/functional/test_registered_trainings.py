"""Models as the trainer writes them, in the register."""

import json

import pytest

from talent.model.artifact import read_folder
from talent.registry.model_record import ModelStatus
from tests.functional.conftest import DEFAULT_MODEL
from tests.functional.model_files import Models
from training_job.default_model.base import load_base
from training_job.models.artifact import Parts, files_of

pytestmark = pytest.mark.usefixtures("aws")


def trained(training_id: str) -> dict[str, bytes]:
    """Return what the trainer writes of a graph that every training of this test comes to."""
    made, base = read_folder(DEFAULT_MODEL), load_base()
    evaluation, provenance = json.loads(made["evaluation.json"]), {"training_id": training_id}
    parts = Parts(
        "retrained", "people", "linear", made["model.tflite"], evaluation, base, provenance, {}
    )
    return files_of(parts)[1]


def test_the_same_graph_of_two_trainings_is_two_models() -> None:
    """As the trainer names them; one that is registered once more stays as it is."""
    models = Models()
    for training_id in ("first", "second"):
        models.train(trained(training_id), training_id)
        record = models.register_training(training_id)
        assert models.register_training(training_id) == record
        assert models.published.read(record.version) == trained(training_id)
    assert set(models.statuses.values()) == {ModelStatus.CANDIDATE}
    assert len(models.statuses) == 2
