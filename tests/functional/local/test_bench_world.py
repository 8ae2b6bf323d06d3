"""The AWS that ``make bench-cold`` gives to the measured functions."""

import boto3
import pytest

from benchmarks.emulated.world import world


@pytest.mark.usefixtures("clean_moto")
def test_a_measured_function_may_read_the_model_in_service() -> None:
    with world() as aws:
        given = aws.environment("api")
        table = boto3.resource(
            "dynamodb",
            endpoint_url=given["AWS_ENDPOINT_URL"],
            region_name=given["AWS_REGION"],
            aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
        ).Table(given["MODELS_TABLE"])
        assert "Item" in table.get_item(Key={"id": "current"})
