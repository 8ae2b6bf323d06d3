"""The console, where a stage has it: private files, strict headers, and nothing beside them."""

import json
import re
from typing import Any

import pytest

from functions.deployment_hooks.deploy_console import FOLDER, PREFIX
from infra.template import Deployed, Json
from local.gateway.console import Console
from tests.infra.templates import test_functions, test_permissions, test_storage
from tests.infra.templates.conftest import PROD, synthesise
from tests.infra.templates.test_api import refusals
from tests.infra.templates.test_rules import test_cloudformation_takes_the_templates as lint
from topology.functions import DEPLOYED, PAGE

pytestmark = pytest.mark.slow

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
CONTEXTS = {
    "dev": {"console": "true"},
    "prod": {
        **PROD,
        "console": "true",
        "console_domain": "sing.example.com",
        "console_certificate": CERTIFICATE,
    },
}


@pytest.fixture(scope="module", params=sorted(CONTEXTS))
def hosted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return synthesise(tmp_path_factory.mktemp("hosted"), CONTEXTS[request.param])


@pytest.fixture(scope="module")
def headers() -> dict[str, str]:
    from infra.constructs import console  # the CDK takes seconds: not where these are left out

    return console.HEADERS


def only(deployed: Deployed, kind: str) -> Any:
    (found,) = deployed.of_type(kind).values()
    return found


def distribution(deployed: Deployed) -> Json:
    found: Json = only(deployed, "AWS::CloudFront::Distribution")["DistributionConfig"]
    return found


def bucket(deployed: Deployed) -> str:
    (name,) = [name for name in deployed.of_type("AWS::S3::Bucket") if name.startswith("Console")]
    return name


def flat(value: object) -> str:
    """Return text made of joined parts, references in angle brackets."""
    match value:
        case str(text):
            return text
        case {"Fn::Join": [str(), list(parts)]}:
            return "".join(map(flat, parts))
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]} | {"Fn::ImportValue": str(name)}:
            return f"<{name}>"
        case _:
            raise AssertionError(value)


def page(deployed: Deployed) -> str:
    """Return the page's origin, as the template writes it."""
    names = distribution(deployed).get("Aliases")
    (name,) = deployed.of_type("AWS::CloudFront::Distribution")
    return f"https://{names[0] if names else f'<{name}>'}"


def test_without_being_asked_for_there_is_none(deployed: Deployed) -> None:
    assert not deployed.of_type("AWS::CloudFront::Distribution")
    assert PAGE.name not in deployed.functions()


def test_it_can_be_given_up_again(dev: Deployed, prod: Deployed, hosted: Deployed) -> None:
    """What it imports is exported without it as well: an export in use cannot be taken away."""
    imported = set(re.findall(r'"Fn::ImportValue": "([^"]+)"', json.dumps(hosted.service)))
    (stage,) = {name.split("-")[1] for name in imported}
    without = {"dev": dev, "prod": prod}[stage]
    assert imported <= {out["Export"]["Name"] for out in without.storage["Outputs"].values()}


def test_the_rules_hold_with_it(hosted: Deployed) -> None:
    lint(hosted)
    test_permissions.test_no_statement_is_wide(hosted)
    test_storage.test_only_tls_gets_in(hosted, "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket")
    test_functions.test_it_finds_all_it_reads_and_nothing_else(hosted, PAGE)
    assert hosted.functions().keys() == {function.name for function in (*DEPLOYED, PAGE)}


def test_the_files_are_private_and_only_this_distribution_reads_them(hosted: Deployed) -> None:
    name = bucket(hosted)
    made = hosted.of_type("AWS::S3::Bucket")[name]
    assert all(made["PublicAccessBlockConfiguration"].values())
    assert made["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert made["VersioningConfiguration"]["Status"] == "Enabled"
    assert "WebsiteConfiguration" not in made
    assert "CorsConfiguration" not in made
    (policy,) = [
        made["PolicyDocument"]["Statement"]
        for made in hosted.of_type("AWS::S3::BucketPolicy").values()
        if made["Bucket"] == {"Ref": name}
    ]
    (allowed,) = [statement for statement in policy if statement["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == "s3:GetObject"
    (own,) = hosted.of_type("AWS::CloudFront::Distribution")
    assert flat(allowed["Condition"]["StringEquals"]["AWS:SourceArn"]).endswith(
        f"distribution/<{own}>"
    )


def test_cloudfront_asks_with_its_own_signature_for_the_files_alone(hosted: Deployed) -> None:
    (origin,) = distribution(hosted)["Origins"]
    assert origin["OriginPath"] == f"/{PREFIX.rstrip('/')}"
    assert origin["S3OriginConfig"]["OriginAccessIdentity"] == ""
    control = only(hosted, "AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]
    assert (control["SigningBehavior"], control["SigningProtocol"]) == ("always", "sigv4")
    assert origin["OriginAccessControlId"]


def test_the_page_is_read_over_tls_and_by_reading_alone(hosted: Deployed) -> None:
    made = distribution(hosted)
    behaviour = made["DefaultCacheBehavior"]
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behaviour["AllowedMethods"] == ["GET", "HEAD"]
    assert behaviour["Compress"] is True
    assert made["DefaultRootObject"] == "index.html"
    assert "CacheBehaviors" not in made
    if "Aliases" in made:
        assert made["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
        assert made["ViewerCertificate"]["AcmCertificateArn"] == CERTIFICATE


def sent(deployed: Deployed) -> dict[str, str]:
    """Return the headers that CloudFront sends, by name in small letters."""
    config = only(deployed, "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    assert all(known["Override"] for known in security.values())
    assert security["ContentTypeOptions"]
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
    return {
        "content-security-policy": flat(security["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "x-content-type-options": "nosniff",
        **{
            item["Header"].lower(): item["Value"]
            for item in config["CustomHeadersConfig"]["Items"]
            if item["Override"]
        },
    }


def test_its_headers_are_those_of_the_local_stack(
    hosted: Deployed, headers: dict[str, str]
) -> None:
    answer = Console().answer("GET", "/", {"Accept": "text/html"})
    assert answer is not None
    local, found = dict(answer.headers), sent(hosted)
    names = {name.lower() for name in headers} | {"cache-control"}
    assert found.keys() == names
    for name in names - {"content-security-policy"}:
        assert found[name] == local[name], name


def test_the_policy_admits_the_api_and_the_store_of_uploads_and_nothing_else(
    hosted: Deployed, headers: dict[str, str]
) -> None:
    policy = sent(hosted)["content-security-policy"]
    (api,) = hosted.of_type("AWS::ApiGateway::RestApi")
    said = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if " " in rule.strip())
    own, gateway, store = said["connect-src"].split(" ")
    assert own == "'self'"
    assert gateway == f"https://<{api}>.execute-api.<AWS::Region>.<AWS::URLSuffix>"
    assert "UploadsBucket" in store
    assert "RegionalDomainName" in store
    rest = policy.replace(f" {gateway} {store}", "{origins}")
    assert rest == headers["Content-Security-Policy"]
    assert "*" not in policy


def test_the_page_learns_the_address_of_the_api_and_its_stage(hosted: Deployed) -> None:
    config = only(hosted, "Custom::Console")["Config"]
    known = json.loads((FOLDER / "config.json").read_text("utf-8"))
    assert config.keys() == known.keys()
    parts = json.dumps(config["api_base"])
    (api,) = hosted.of_type("AWS::ApiGateway::RestApi")
    (stage,) = hosted.of_type("AWS::ApiGateway::Stage")
    assert parts.index(api) < parts.index("execute-api") < parts.index(stage)


def test_api_and_gateway_answer_the_page(hosted: Deployed) -> None:
    origin = page(hosted)
    for name in ("predict", "api"):
        variables = hosted.functions()[name]["Environment"]["Variables"]
        assert flat(variables["CORS_ORIGINS"]).split(",")[-1] == origin
    allow = "gatewayresponse.header.Access-Control-Allow-Origin"
    for refusal in refusals(hosted).values():
        told = refusal["ResponseParameters"][allow]
        assert told == "method.request.header.Origin" or flat(told) == f"'{origin}'"


def test_the_page_may_send_files_to_the_store(hosted: Deployed) -> None:
    store = test_storage.bucket_of(hosted, "UPLOADS_BUCKET")
    (rule,) = store["CorsConfiguration"]["CorsRules"]
    named = distribution(hosted).get("Aliases")
    expected = f"https://{named[0]}" if named else "https://*.cloudfront.net"
    assert rule["AllowedOrigins"][-1] == expected
    assert "*" not in rule["AllowedOrigins"]
    assert rule["AllowedMethods"] == ["POST"]


def test_what_puts_the_files_there_touches_nothing_else(hosted: Deployed) -> None:
    for statement in hosted.statements(hosted.role_of(PAGE.name)):
        for resource in test_permissions.resources(hosted, statement):
            if "s3:" in json.dumps(statement["Action"]):
                assert resource.startswith("Console"), resource
    variables = hosted.functions()[PAGE.name]["Environment"]["Variables"]
    assert variables["CONSOLE_BUCKET"] == {"Ref": bucket(hosted)}


def test_it_comes_with_its_code(hosted: Deployed) -> None:
    """All that is in the bucket can be made again: it goes with its stack, in production too."""
    assert hosted.resources[bucket(hosted)]["DeletionPolicy"] == "Delete"
    assert only(hosted, "Custom::Console")["Digest"]
