"""Somebody hears of what goes wrong."""

import json

import pytest

from infra.template import Deployed, Json
from topology.functions import DEPLOYED

pytestmark = pytest.mark.slow


def watched(deployed: Deployed) -> set[tuple[str, str]]:
    """Return metric and statistic of every alarm that is told to the topic."""
    topics = set(deployed.of_type("AWS::SNS::Topic"))
    return {
        (alarm["MetricName"], alarm.get("Statistic") or alarm["ExtendedStatistic"])
        for alarm in deployed.of_type("AWS::CloudWatch::Alarm").values()
        if any(action["Ref"] in topics for action in alarm.get("AlarmActions", []))
    }


def test_alarms_cover_what_was_promised(deployed: Deployed) -> None:
    assert watched(deployed) >= {
        *{("Latency", "p99"), ("5XXError", "Sum"), ("Errors", "Sum"), ("Throttles", "Sum")},
        *{("ApproximateNumberOfMessagesVisible", "Maximum")},
    }


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_is_watched(deployed: Deployed, metric: str) -> None:
    alarms = [
        alarm
        for alarm in deployed.of_type("AWS::CloudWatch::Alarm").values()
        if alarm.get("MetricName") == metric and "AlarmActions" in alarm
    ]
    assert len(alarms) == len(DEPLOYED)


def test_one_dead_letter_is_enough(deployed: Deployed) -> None:
    queues = deployed.of_type("AWS::SQS::Queue")
    (dead,) = [name for name, queue in queues.items() if "RedrivePolicy" not in queue]
    (alarm,) = [
        alarm
        for alarm in deployed.of_type("AWS::CloudWatch::Alarm").values()
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
    ]
    assert alarm["Threshold"] == 1
    (dimension,) = alarm["Dimensions"]
    exported = deployed.storage["Outputs"]
    (source,) = [
        output["Value"]["Fn::GetAtt"][0]
        for output in exported.values()
        if output["Export"]["Name"] == dimension["Value"]["Fn::ImportValue"]
    ]
    assert source == dead


def test_the_topic_lets_alarms_in(deployed: Deployed) -> None:
    statements = [
        statement
        for policy in deployed.of_type("AWS::SNS::TopicPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    allowed = [made["Principal"] for made in statements if made["Effect"] == "Allow"]
    assert {"Service": "cloudwatch.amazonaws.com"} in allowed
    assert "*" not in allowed


def test_the_operator_gets_mail_where_there_is_an_address(dev: Deployed, prod: Deployed) -> None:
    assert not dev.of_type("AWS::SNS::Subscription")
    (subscription,) = prod.of_type("AWS::SNS::Subscription").values()
    assert (subscription["Protocol"], subscription["Endpoint"]) == (
        "email",
        "operator@example.com",
    )


def test_there_is_one_dashboard(deployed: Deployed) -> None:
    (dashboard,) = deployed.of_type("AWS::CloudWatch::Dashboard").values()
    assert "Latency" in json.dumps(dashboard)


def test_a_training_that_was_given_up_is_told(deployed: Deployed) -> None:
    (topic,) = deployed.of_type("AWS::SNS::Topic")
    rules = deployed.of_type("AWS::Events::Rule").values()
    (rule,) = [rule for rule in rules if rule["EventPattern"]["source"] == ["aws.batch"]]
    assert rule["EventPattern"]["detail"]["status"] == ["FAILED"]
    assert [target["Arn"]["Ref"] for target in rule["Targets"]] == [topic]
    statements = [
        statement
        for policy in deployed.of_type("AWS::SNS::TopicPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    assert {"Service": "events.amazonaws.com"} in [made["Principal"] for made in statements]


def alarms(deployed: Deployed) -> dict[tuple[str, str], Json]:
    """Return the alarms that are told, by metric and statistic; of several alike, one."""
    return {
        (alarm["MetricName"], alarm.get("Statistic") or alarm["ExtendedStatistic"]): alarm
        for alarm in deployed.of_type("AWS::CloudWatch::Alarm").values()
        if "AlarmActions" in alarm
    }


@pytest.mark.parametrize(
    ("metric", "threshold"),
    [
        (("Latency", "p99"), 5_000),  # milliseconds
        (("5XXError", "Sum"), 5),
        (("Errors", "Sum"), 1),
        (("Throttles", "Sum"), 1),
        (("ApproximateNumberOfMessagesVisible", "Maximum"), 1),
        (("ApproximateAgeOfOldestMessage", "Maximum"), 900),  # seconds
        (("ExecutionsFailed", "Sum"), 1),
        (("ExecutionsTimedOut", "Sum"), 1),
        (("ExecutionTime", "Maximum"), 6 * 3_600_000),  # milliseconds
    ],
)
def test_an_alarm_goes_off_from_here_on(
    deployed: Deployed, metric: tuple[str, str], threshold: float
) -> None:
    alarm = alarms(deployed)[metric]
    assert alarm["Threshold"] == threshold
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["TreatMissingData"] == "notBreaching"  # silence is no alarm
    assert alarm["AlarmActions"] == alarm["OKActions"]
