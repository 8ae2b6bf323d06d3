"""What a caller asks for, as rows of uploads keep it."""

import json

from functions.prediction_schemas.query_params import PredictionQuery
from talent.prediction.options import PredictionOptions


def test_what_earlier_versions_kept_is_read_and_kept_again_as_it_was() -> None:
    kept = '{"timeline": true, "contour": false, "analysis": "full"}'
    options = PredictionOptions(**json.loads(kept))
    assert options == PredictionOptions(timeline=True, analysis="full")
    assert json.dumps(options.as_record()) == kept


def test_the_http_schema_asks_for_the_same_fields_with_the_same_defaults() -> None:
    assert PredictionQuery().options() == PredictionOptions()
    assert list(PredictionQuery.model_fields) == list(PredictionOptions().as_record())
