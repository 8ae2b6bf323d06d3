"""The REST API: its routes are the document's, its limits, keys and errors as promised."""

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from functions.http.errors import EncodingRefused
from functions.http.problem import MEDIA_TYPE, Problem
from infra.template import Deployed, Json
from local.gateway.gateway_errors import gateway_problem
from local.gateway.request_body import BodyTooLarge
from local.lambdas.pool import Crashed, Throttled, TimedOut
from local.paths import ROOT
from topology.routes import BINARY_MEDIA_TYPES, BURST_LIMIT, RATE_LIMIT, ROUTES, match

if TYPE_CHECKING:
    from infra.constructs.api import Entry

pytestmark = pytest.mark.slow

DOCUMENT: Json = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def entries() -> "list[Entry]":
    from infra.constructs import api  # the CDK takes seconds: not where these are left out

    return api.entries()


def only(deployed: Deployed, kind: str) -> Json:
    (found,) = deployed.of_type(kind).values()
    return found


def paths(deployed: Deployed) -> dict[str, str]:
    """Return the full path of each resource of the API, by logical id."""
    resources = deployed.of_type("AWS::ApiGateway::Resource")

    def path(name: str) -> str:
        above = resources[name]["ParentId"]
        before = path(above["Ref"]) if "Ref" in above else ""
        return f"{before}/{resources[name]['PathPart']}"

    return {name: path(name) for name in resources}


def methods(deployed: Deployed) -> dict[str, dict[str, Json]]:
    """Return the methods of each path: ``{"/docs": {"ANY": {...}}}``."""
    known = paths(deployed)
    found: dict[str, dict[str, Json]] = {}
    for method in deployed.of_type("AWS::ApiGateway::Method").values():
        where = method["ResourceId"]
        path = known[where["Ref"]] if "Ref" in where else "/"
        found.setdefault(path, {})[method["HttpMethod"]] = method
    return found


def behind(method: Json) -> str:
    """Return the name of the function that a method leads to."""
    uri = json.dumps(method["Integration"]["Uri"])
    (found,) = {
        route.function for route in ROUTES if f'"{route.function.capitalize()}FunctionLive' in uri
    }
    return found


def test_the_resources_are_those_of_the_shared_table(
    deployed: Deployed, entries: "list[Entry]"
) -> None:
    made = {path: behind(found["ANY"]) for path, found in methods(deployed).items()}
    assert made == {entry.path: entry.function for entry in entries}
    for route in ROUTES:
        assert made[route.resource] == route.function


def test_every_documented_path_reaches_the_function_that_serves_it(deployed: Deployed) -> None:
    known = methods(deployed)
    for path in DOCUMENT["paths"]:
        concrete = path.replace("{", "").replace("}", "")
        resource = most_specific(concrete, set(known))
        assert behind(known[resource]["ANY"]) == match(concrete).route.function


def test_every_resource_leads_to_something_documented(deployed: Deployed) -> None:
    documented = {match(path.replace("{", "").replace("}", "")).route for path in DOCUMENT["paths"]}
    pages = {route for route in ROUTES if route.resource == "/"}
    assert documented | pages == set(ROUTES)


def most_specific(path: str, resources: set[str]) -> str:
    """Choose as API Gateway does: exact before greedy, the longer greedy one first."""
    if path in resources:
        return path
    parts = path.split("/")
    for end in range(len(parts) - 1, 0, -1):
        greedy = "/".join([*parts[:end], "{proxy+}"])
        if greedy in resources:
            return greedy
    raise AssertionError(f"nothing takes {path}")


def test_bodies_come_as_they_are(deployed: Deployed) -> None:
    assert only(deployed, "AWS::ApiGateway::RestApi")["BinaryMediaTypes"] == [*BINARY_MEDIA_TYPES]


def test_the_functions_compress_and_validate_and_not_the_gateway(deployed: Deployed) -> None:
    """ADR 10; tests/functional/test_compression.py proves that nothing is left to compress."""
    assert "MinimumCompressionSize" not in only(deployed, "AWS::ApiGateway::RestApi")
    assert not deployed.of_type("AWS::ApiGateway::RequestValidator")
    assert not deployed.of_type("AWS::ApiGateway::Model")
    for method in deployed.of_type("AWS::ApiGateway::Method").values():
        assert not method.get("RequestParameters")
        assert not method.get("RequestModels")


def test_the_gateways_models_could_not_say_what_the_document_says() -> None:
    """They are JSON Schema of draft 4, of one content type each; the reason in ADR 10 holds."""
    bodies = [
        set(operation["requestBody"]["content"])
        for methods_ in DOCUMENT["paths"].values()
        for operation in methods_.values()
        if "requestBody" in operation
    ]
    assert sum(body != {"application/json"} for body in bodies) >= 4
    words = set(re.findall(r'"(prefixItems|const)":', json.dumps(DOCUMENT["components"])))
    assert words == {"prefixItems", "const"}


def test_production_wants_a_key_except_for_reading_the_documentation(
    dev: Deployed, prod: Deployed, entries: "list[Entry]"
) -> None:
    for found in methods(dev).values():
        assert not any(method.get("ApiKeyRequired") for method in found.values())
    for entry in entries:
        found = methods(prod)[entry.path]
        assert bool(found["ANY"].get("ApiKeyRequired")) is not entry.is_open
        if not entry.is_open:
            assert not found["OPTIONS"].get("ApiKeyRequired")


def test_open_without_a_key_is_only_what_holds_nothing_of_anybody(entries: "list[Entry]") -> None:
    assert {entry.path for entry in entries if entry.is_open} == {
        *("/", "/docs", "/docs/{proxy+}", "/redoc", "/openapi.json", "/api/v1/health")
    }


def test_a_client_has_the_limits_it_has_locally(deployed: Deployed) -> None:
    plan = only(deployed, "AWS::ApiGateway::UsagePlan")
    assert plan["Throttle"] == {"RateLimit": RATE_LIMIT, "BurstLimit": BURST_LIMIT}
    assert plan["Quota"]["Period"] == "DAY"
    assert len(plan["ApiStages"]) == 1
    assert only(deployed, "AWS::ApiGateway::UsagePlanKey")["UsagePlanId"]


def test_logs_hold_no_bodies_and_no_addresses(deployed: Deployed) -> None:
    stage = only(deployed, "AWS::ApiGateway::Stage")
    line = json.loads(stage["AccessLogSetting"]["Format"])
    said = json.dumps(line)
    for personal in ("sourceIp", "userAgent", "context.path", "body", "querystring"):
        assert personal not in said
    for setting in stage["MethodSettings"]:
        assert setting["DataTraceEnabled"] is False
        assert setting["ThrottlingRateLimit"] == RATE_LIMIT
        assert setting["ThrottlingBurstLimit"] == BURST_LIMIT
    assert stage["TracingEnabled"] is True


def refusals(deployed: Deployed) -> dict[str, Json]:
    made = deployed.of_type("AWS::ApiGateway::GatewayResponse").values()
    return {refusal["ResponseType"]: refusal for refusal in made}


def body(refusal: Json) -> dict[str, Any]:
    (template,) = refusal["ResponseTemplates"].values()
    document: dict[str, Any] = json.loads(template)
    return document


def test_the_gateways_own_errors_have_the_one_form(deployed: Deployed) -> None:
    form = Problem(status=400, code="a_b", title="t", detail="d").document(
        instance="/", request_id="r"
    )
    found = refusals(deployed)
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "REQUEST_TOO_LARGE"} <= found.keys()
    for kind, refusal in found.items():
        document = body(refusal)
        assert document.keys() == form.keys()
        assert document["type"] == form["type"].replace("a-b", document["code"].replace("_", "-"))
        assert refusal.get("StatusCode", str(document["status"])) == str(document["status"])
        assert kind.startswith("DEFAULT") == ("StatusCode" not in refusal)
        headers = refusal["ResponseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == f"'{MEDIA_TYPE}'"
        assert ("gatewayresponse.header.Retry-After" in headers) == (document["status"] == 429)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("REQUEST_TOO_LARGE", BodyTooLarge(20_000_000)),
        ("THROTTLED", Throttled()),
        ("INTEGRATION_TIMEOUT", TimedOut()),
        ("INTEGRATION_FAILURE", Crashed()),
    ],
)
def test_an_error_is_called_what_it_is_called_locally(
    deployed: Deployed, kind: str, error: Exception
) -> None:
    local, deployed_ = gateway_problem(error), body(refusals(deployed)[kind])
    assert (deployed_["status"], deployed_["code"], deployed_["title"]) == (
        *(int(local.status), local.code, local.title),
    )


def test_what_it_cannot_unpack_is_refused_as_the_functions_refuse_it(deployed: Deployed) -> None:
    document = body(refusals(deployed)["UNSUPPORTED_MEDIA_TYPE"])
    expected = (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, EncodingRefused.code, EncodingRefused.title)
    assert (document["status"], document["code"], document["title"]) == expected


def test_pages_of_configured_origins_can_read_those_errors(dev: Deployed, prod: Deployed) -> None:
    allow = "gatewayresponse.header.Access-Control-Allow-Origin"
    for refusal in refusals(dev).values():
        assert allow not in refusal["ResponseParameters"]
    for refusal in refusals(prod).values():
        assert refusal["ResponseParameters"][allow] == "method.request.header.Origin"
        assert refusal["ResponseParameters"]["gatewayresponse.header.Vary"] == "'Origin'"
