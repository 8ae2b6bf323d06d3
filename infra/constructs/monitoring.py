"""Alarms, one dashboard, and one topic for all that somebody should hear of."""

from collections.abc import Mapping

from aws_cdk import Duration, Validations
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_batch as batch
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.training.machine import Watched
from infra.findings import accept_serverless
from infra.names import construct_id
from infra.stage import Stage

PERIOD = Duration.minutes(5)


class Monitoring(Construct):
    """Alarms, the dashboard and the topic of failures.

    Attributes
    ----------
    topic : where alarms and failures are told.
    """

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name)
        self._stage = stage
        self.topic = sns.Topic(self, "Failures", enforce_ssl=True)
        # A topic with a policy of its own has lost the one that let the account's alarms in.
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": self.topic.stack.account}},
            )
        )
        if stage.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))
            accept_serverless(
                Validations.of(self.topic),
                "SNSRedrivePolicy",
                "Mail to a person; an alarm that was not delivered still stands in CloudWatch",
            )
        self._dashboard = cloudwatch.Dashboard(self, "Dashboard", default_interval=Duration.days(1))

    def watch_api(self, api: apigateway.RestApi) -> None:
        """Watch latency and the errors that are ours."""
        p99 = api.metric_latency(statistic="p99", period=PERIOD)
        failures = api.metric_server_error(statistic="Sum", period=PERIOD)
        milliseconds = self._stage.p99_seconds * 1000
        self._alarm("Latency", p99, milliseconds, "The slowest hundredth of answers", periods=3)
        self._alarm("Failures5xx", failures, 5, "Answers with a status from 500 up")
        self._graph("Requests", [api.metric_count(period=PERIOD)], [failures])
        self._graph("Latency", [api.metric_latency(statistic="p50", period=PERIOD), p99])

    def watch_functions(self, functions: Mapping[str, lambda_.IFunction]) -> None:
        """Watch errors, throttles, time and concurrency of each function."""
        for name, function in functions.items():
            errors = function.metric_errors(statistic="Sum", period=PERIOD)
            throttles = function.metric_throttles(statistic="Sum", period=PERIOD)
            id_ = construct_id(name)
            self._alarm(f"{id_}Errors", errors, 1, f"{name} crashed or ran out of time")
            self._alarm(f"{id_}Throttles", throttles, 1, f"{name} had no room to run")
        watched = functions.values()
        self._graph(
            "Functions",
            [function.metric_duration(statistic="p99", period=PERIOD) for function in watched],
            [function.metric_errors(statistic="Sum", period=PERIOD) for function in watched],
        )

    def watch_queue(self, queue: sqs.IQueue, dead_letters: sqs.IQueue) -> None:
        """Watch what waits, and what was given up."""
        given_up = dead_letters.metric_approximate_number_of_messages_visible(
            statistic="Maximum", period=PERIOD
        )
        oldest = queue.metric_approximate_age_of_oldest_message(statistic="Maximum", period=PERIOD)
        waiting = queue.metric_approximate_number_of_messages_visible(
            statistic="Maximum", period=PERIOD
        )
        self._alarm("DeadLetters", given_up, 1, "An upload was given up; redrive once mended")
        self._alarm("UploadsWait", oldest, 900, "An upload has waited for 15 minutes")
        self._graph("Uploads", [waiting, given_up], [oldest])

    def tell_failed_jobs(self, queue: batch.IJobQueue) -> None:
        """Tell of each training that Batch gave up."""
        self._tell(
            "FailedJobs",
            "A training was given up",
            events.EventPattern(
                source=["aws.batch"],
                detail_type=["Batch Job State Change"],
                detail={"status": ["FAILED"], "jobQueue": [queue.job_queue_arn]},
            ),
        )

    def tell_failed_trainings(self, unsuccessful: events.EventPattern) -> None:
        """Tell of each training that did not reach its end."""
        self._tell("FailedTrainings", "A training failed or was stopped", unsuccessful)

    def watch_training(self, watched: Mapping[str, Watched]) -> None:
        """Watch trainings."""
        for name, number in watched.items():
            self._alarm(name, number.metric, number.threshold, number.meaning)
        self._graph("Trainings", [number.metric for number in watched.values()])

    def _tell(self, name: str, description: str, pattern: events.EventPattern) -> None:
        rule = events.Rule(self, name, description=description, event_pattern=pattern)
        rule.add_target(targets.SnsTopic(self.topic))
        accept_serverless(
            Validations.of(rule),
            "EventBusDLQ",
            "EventBridge tries for a day; the row of the training says the same",
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        meaning: str,
        *,
        periods: int = 1,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=meaning,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        alarm.add_ok_action(actions.SnsAction(self.topic))

    def _graph(
        self,
        title: str,
        left: list[cloudwatch.IMetric],
        right: list[cloudwatch.IMetric] | None = None,
    ) -> None:
        self._dashboard.add_widgets(
            cloudwatch.GraphWidget(title=title, left=left, right=right or [], width=12)
        )
