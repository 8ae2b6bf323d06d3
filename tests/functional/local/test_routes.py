"""The table of routes."""

import pytest

from local.resources import SOURCES
from topology.functions import FUNCTIONS, PROMOTER, WORKFLOW
from topology.routes import ROUTES, match


@pytest.mark.parametrize(
    ("path", "function", "resource", "parameters"),
    [
        ("/", "api", "/", {}),
        ("/api/v1/predictions/single", "predict", "/api/v1/predictions/single", {}),
        ("/api/v1/predictions/batch", "predict", "/api/v1/predictions/batch", {}),
        ("/api/v1/predictions/other", "api", "/{proxy+}", {"proxy": "api/v1/predictions/other"}),
        ("/api/v1/predictions/single/", "api", "/{proxy+}", None),
        ("/docs/assets/a%20b/c", "api", "/{proxy+}", {"proxy": "docs/assets/a b/c"}),
        ("//", "api", "/{proxy+}", {"proxy": "/"}),
    ],
)
def test_each_path_leads_to_one_function(
    path: str, function: str, resource: str, parameters: dict[str, str] | None
) -> None:
    found = match(path)
    assert (found.route.function, found.route.resource) == (function, resource)
    assert parameters is None or found.parameters == parameters


def test_every_route_has_a_function_and_every_function_is_called_by_something() -> None:
    routed = {route.function for route in ROUTES}
    queued = {source.function for source in SOURCES}
    assert not routed & queued
    assert routed | queued | {WORKFLOW, PROMOTER} == {function.name for function in FUNCTIONS}
