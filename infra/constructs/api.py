"""The REST API: the resources of the local gateway's table, keys, limits, errors in one form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aws_cdk import Aws, CfnOutput, RemovalPolicy, Validations
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.function import retention
from infra.constructs.refusals import add_refusals
from infra.findings import accept
from infra.stage import Stage
from topology.routes import BINARY_MEDIA_TYPES, ROUTES, match

OPEN: Final = ("/", "/docs", "/docs/{proxy+}", "/redoc", "/openapi.json", "/api/v1/health")
"""Resources that need no key, even where a key is wanted: documentation and health."""

_ACCESS: Final = {
    "requestId": apigateway.AccessLogField.context_request_id(),
    "time": apigateway.AccessLogField.context_request_time(),
    "method": apigateway.AccessLogField.context_http_method(),
    "resource": apigateway.AccessLogField.context_resource_path(),
    "status": apigateway.AccessLogField.context_status(),
    "bytes": apigateway.AccessLogField.context_response_length(),
    "latency": apigateway.AccessLogField.context_response_latency(),
    "functionLatency": apigateway.AccessLogField.context_integration_latency(),
    "functionStatus": apigateway.AccessLogField.context_integration_status(),
    "error": apigateway.AccessLogField.context_error_response_type(),
    "key": "$context.identity.apiKeyId",
}
"""One line of the access log: never a body, an address, a query or a name in a path."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of the API and the function behind it."""

    path: str
    function: str
    is_open: bool


def entries() -> list[Entry]:
    """Return every resource that has methods, shortest first.

    The table of routes, what is open, and for each folder on the way its own greedy rest: a
    path like ``/api/v1/nothing`` must reach the function that says 404 and not the gateway's
    "missing authentication token".
    """
    paths = {route.resource for route in ROUTES} | set(OPEN)
    for route in ROUTES:
        parts = route.resource.strip("/").split("/")
        for depth in range(1, len(parts)):
            folder = "/" + "/".join(parts[:depth])
            paths |= {folder, f"{folder}/{{proxy+}}"}
    return [
        Entry(path, match(path).route.function, is_open=path in OPEN)
        for path in sorted(paths, key=lambda path: (path.count("/"), path))
    ]


class Api(Construct):
    """An HTTPS address in front of the functions.

    Attributes
    ----------
    api : the REST API.
    """

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name)
        self._stage = stage
        log = logs.LogGroup(
            self,
            "AccessLog",
            retention=retention(stage.log_days),
            removal_policy=RemovalPolicy.RETAIN if stage.protected else RemovalPolicy.DESTROY,
        )
        self.api = apigateway.RestApi(
            self,
            "Rest",
            rest_api_name=f"singing-talent-{stage.name}",
            description="Tells how well somebody sings",
            binary_media_types=[*BINARY_MEDIA_TYPES],
            # No min_compression_size, no validators: docs/adr/0010 says why.
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=True,
            deploy_options=apigateway.StageOptions(
                stage_name=stage.name,
                throttling_rate_limit=stage.rate_limit,
                throttling_burst_limit=stage.burst_limit,
                logging_level=apigateway.MethodLoggingLevel.ERROR,
                data_trace_enabled=False,
                metrics_enabled=True,
                tracing_enabled=True,
                access_log_destination=apigateway.LogGroupLogDestination(log),
                access_log_format=apigateway.AccessLogFormat.custom(_json(_ACCESS)),
            ),
        )
        _accept(self)
        self._add_plan(stage)
        CfnOutput(self, "Address", value=self.api.url, description="Where the API answers")

    @property
    def origin(self) -> str:
        """Scheme and host, without the stage."""
        return f"https://{self.api.rest_api_id}.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}"

    def lead_to(self, functions: Mapping[str, lambda_.Alias], *, origins: tuple[str, ...]) -> None:
        """Put functions behind it, by the names in the table of routes.

        Parameters
        ----------
        origins : web origins whose pages may read its own errors.
        """
        self._add_methods(functions, keys=self._stage.keys)
        add_refusals(self.api, origins=origins)

    def _add_methods(self, functions: Mapping[str, lambda_.Alias], *, keys: bool) -> None:
        integrations = {
            name: apigateway.LambdaIntegration(
                alias, allow_test_invoke=False, scope_permission_to_method=False
            )
            for name, alias in functions.items()
        }
        for entry in entries():
            resource = self.api.root.resource_for_path(entry.path)
            integration = integrations[entry.function]
            wanted = keys and not entry.is_open
            resource.add_method("ANY", integration, api_key_required=wanted)
            if wanted:  # a browser asks without a key whether it may send one
                resource.add_method("OPTIONS", integration, api_key_required=False)

    def _add_plan(self, stage: Stage) -> None:
        plan = self.api.add_usage_plan(
            "Plan",
            description="What one client may ask for",
            throttle=apigateway.ThrottleSettings(
                rate_limit=stage.rate_limit, burst_limit=stage.burst_limit
            ),
            quota=apigateway.QuotaSettings(limit=stage.daily_quota, period=apigateway.Period.DAY),
            api_stages=[
                apigateway.UsagePlanPerApiStage(api=self.api, stage=self.api.deployment_stage)
            ],
        )
        key = self.api.add_api_key("Key", description="The first client")
        plan.add_api_key(key)
        CfnOutput(self, "KeyId", value=key.key_id, description="API key of the first client")


def _accept(gateway: Construct) -> None:
    whole = Validations.of(gateway)
    callers = "Callers are programs: with an API key and a usage plan in prod, anyone in dev"
    accept(whole, "APIG4", callers)
    accept(whole, "COG4", callers)
    accept(whole, "APIG2", "The functions validate every request and answer with problem+json")
    accept(whole, "APIG3", "A web ACL costs money when idle; docs/deploy.md says how to add one")
    accept(
        whole,
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
        "AmazonAPIGatewayPushToCloudWatchLogs]",
        "The policy that API Gateway itself asks for to write its log; one role an account",
    )


def _json(fields: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{name}":"{value}"' for name, value in fields.items()) + "}"
