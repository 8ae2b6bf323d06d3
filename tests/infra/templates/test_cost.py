"""The bill follows the template."""

import json

import pytest

from benchmarks.cost.__main__ import MACHINE, PAGE, written
from benchmarks.cost.template import Billed
from infra.template import Deployed
from topology.functions import DEPLOYED

pytestmark = pytest.mark.slow


def billed(deployed: Deployed) -> Billed:
    return Billed.of(deployed, json.loads(MACHINE.read_text(encoding="utf-8")))


def test_the_page_is_what_make_cost_writes(dev: Deployed) -> None:
    assert PAGE.read_text(encoding="utf-8") == written(dev), "out of date: make cost"


def test_memory_is_that_of_the_shared_table(deployed: Deployed) -> None:
    assert billed(deployed).memory_gib == {
        function.name: function.memory_mb / 1024 for function in DEPLOYED
    }


def test_every_alarm_is_paid_for(deployed: Deployed) -> None:
    found = billed(deployed)
    kinds = [resource["Type"] for resource in deployed.resources.values()]
    assert found.alarms == kinds.count("AWS::CloudWatch::Alarm") >= 2 * len(DEPLOYED)
    assert found.keys == kinds.count("AWS::KMS::Key")
    assert found.endpoints == 0


def test_the_stages_differ_where_they_should(dev: Deployed, prod: Deployed) -> None:
    assert billed(dev).architecture == "x86_64"
    assert billed(prod).architecture == "arm64"
    assert written(prod) != written(dev)
