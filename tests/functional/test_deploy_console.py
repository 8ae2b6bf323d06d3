"""A deployment puts the console where CloudFront finds it, and takes it away again."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions.deployment_hooks.deploy_console import FOLDER, PREFIX, TYPES, apply_console, files
from talent.aws.clients import s3_client
from talent.aws.objects import S3Objects

BUCKET = "a-console"
CONFIG = {"api_base": "https://a1b2c3.execute-api.eu-central-1.amazonaws.com/dev"}
CREATE = {"RequestType": "Create", "ResourceProperties": {"Config": CONFIG, "Digest": "1"}}


@pytest.fixture
def objects(aws: None) -> S3Objects:
    client = s3_client()
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return S3Objects(BUCKET)


def stored() -> dict[str, dict[str, Any]]:
    """Return content and type of every file in the bucket."""
    client = s3_client()
    listed = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    found = {entry["Key"]: client.get_object(Bucket=BUCKET, Key=entry["Key"]) for entry in listed}
    return {
        key: {"content": answer["Body"].read(), "type": answer["ContentType"]}
        for key, answer in found.items()
    }


def test_every_file_is_there_as_it_is_and_of_its_type(objects: S3Objects) -> None:
    told = apply_console(CREATE, FOLDER, objects)
    found = stored()
    assert told == {"Files": str(len(found))}
    assert found.keys() == {PREFIX + name for name in files(FOLDER)}
    for name, path in files(FOLDER).items():
        if name != "config.json":
            assert found[PREFIX + name] == {
                "content": path.read_bytes(),
                "type": TYPES[path.suffix],
            }


def test_the_page_learns_where_the_api_is(objects: S3Objects) -> None:
    apply_console(CREATE, FOLDER, objects)
    told = json.loads(stored()[f"{PREFIX}config.json"]["content"])
    assert told == CONFIG
    assert told.keys() == json.loads((FOLDER / "config.json").read_text("utf-8")).keys()


def test_what_is_for_the_host_or_for_people_is_not_served() -> None:
    assert not {"headers.json", "takes/README.md"} & files(FOLDER).keys()
    assert [*files(FOLDER)][-1] == "index.html"  # names nothing that is not there yet


def test_a_new_version_replaces_and_a_page_that_is_open_keeps_what_it_may_want(
    objects: S3Objects, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("old", encoding="utf-8")
    (tmp_path / "old.js").write_text("old", encoding="utf-8")
    apply_console(CREATE, tmp_path, objects)
    (tmp_path / "old.js").unlink()
    (tmp_path / "index.html").write_text("new", encoding="utf-8")
    apply_console({**CREATE, "RequestType": "Update"}, tmp_path, objects)
    found = stored()
    assert found[f"{PREFIX}index.html"]["content"] == b"new"
    assert found[f"{PREFIX}old.js"]["content"] == b"old"


def test_a_deletion_leaves_a_bucket_that_can_be_deleted(objects: S3Objects) -> None:
    apply_console(CREATE, FOLDER, objects)
    apply_console({**CREATE, "RequestType": "Update"}, FOLDER, objects)
    apply_console({**CREATE, "RequestType": "Delete"}, FOLDER, objects)
    left = s3_client().list_object_versions(Bucket=BUCKET)
    assert not {"Versions", "DeleteMarkers"} & left.keys()
