"""The console: a private bucket behind CloudFront, with the headers that console/headers.json says.

CloudFront's addresses are its own: the page asks the API across origins. The policy of the page
admits the API and the bucket of uploads and nothing else; the API admits the page.
"""

import json
from typing import Final

from aws_cdk import CfnOutput, CustomResource, Duration, RemovalPolicy, Validations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as sources
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.bucket import private_bucket
from infra.findings import accept
from infra.packaging import parts
from infra.stage import Stage
from topology.resources import OLD_VERSION_DAYS

VARIABLE: Final = "CONSOLE_BUCKET"
FOLDER: Final = "/site"
HEADERS: Final[dict[str, str]] = json.loads(
    (parts.CONSOLE / "headers.json").read_text(encoding="utf-8")
)

_SECOND: Final = Duration.seconds(1)
"""CloudFront compresses only what it caches, and a new version is to be seen at once."""


class ConsoleSite(Construct):
    """The page, without its files: they come once the API is there.

    Attributes
    ----------
    bucket : where the files go.
    origin : of the page, as browsers tell it.

    Parameters
    ----------
    reached : origins that the page may send requests to.
    """

    def __init__(
        self, scope: Construct, name: str, *, stage: Stage, reached: tuple[str, ...]
    ) -> None:
        super().__init__(scope, name)
        self.bucket = private_bucket(
            self,
            "Bucket",
            removal=RemovalPolicy.DESTROY,  # all that is in it comes with the code
            rules=[s3.LifecycleRule(noncurrent_version_expiration=Duration.days(OLD_VERSION_DAYS))],
        )
        domain = stage.console_domain
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Singing talent, {stage.name}: console",
            default_root_object="index.html",
            default_behavior=cloudfront.BehaviorOptions(
                origin=sources.S3BucketOrigin.with_origin_access_control(
                    self.bucket, origin_path=FOLDER
                ),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
                compress=True,
                cache_policy=cloudfront.CachePolicy(
                    self,
                    "Cache",
                    min_ttl=_SECOND,
                    default_ttl=_SECOND,
                    max_ttl=_SECOND,
                    enable_accept_encoding_gzip=True,
                    enable_accept_encoding_brotli=True,
                ),
                response_headers_policy=_headers(self, reached),
            ),
            domain_names=[domain] if domain else None,
            certificate=acm.Certificate.from_certificate_arn(
                self, "Certificate", stage.console_certificate
            )
            if domain
            else None,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
        )
        self.origin = f"https://{domain or distribution.distribution_domain_name}"
        CfnOutput(self, "Page", value=f"{self.origin}/", description="Where the console is")
        if domain:
            CfnOutput(
                self,
                "PointTo",
                value=distribution.distribution_domain_name,
                description=f"What the DNS record of {domain} must point to",
            )
        _accept(self)

    def fill(self, function: lambda_.IFunction, *, api: str) -> None:
        """Put the files in place at each deployment that brings others.

        Parameters
        ----------
        api : address of the API, its stage included.
        """
        CustomResource(
            self,
            "Files",
            service_token=function.function_arn,
            service_timeout=Duration.minutes(3),
            resource_type="Custom::Console",
            properties={"Config": {"api_base": api}, "Digest": parts.function_digest("page")},
        )


def _headers(scope: Construct, reached: tuple[str, ...]) -> cloudfront.ResponseHeadersPolicy:
    """Return the policy; CloudFront wants the headers it knows under names of its own."""
    said = {**HEADERS}
    policy = said.pop("Content-Security-Policy")
    referrer = said.pop("Referrer-Policy")
    if said.pop("X-Content-Type-Options") != "nosniff":
        raise ValueError("X-Content-Type-Options knows one value: nosniff")
    allowed = "".join(f" {origin}" for origin in reached)
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "Headers",
        security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=policy.replace("{origins}", allowed), override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy[
                    referrer.upper().replace("-", "_")
                ],
                override=True,
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=Duration.days(365), override=True
            ),
        ),
        custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
            custom_headers=[
                cloudfront.ResponseCustomHeader(header=name, value=text, override=True)
                for name, text in {**said, "Cache-Control": "no-cache"}.items()
            ]
        ),
    )


def _accept(console: Construct) -> None:
    whole = Validations.of(console)
    accept(whole, "S1", "Access logs would write down the addresses of callers")
    accept(whole, "CFR1", "Anyone anywhere may sing")
    accept(whole, "CFR2", "A web ACL costs money when idle; what is served is the public page")
    accept(whole, "CFR3", "Access logs would write down the addresses of callers")
    accept(whole, "CFR4", "CloudFront's own names take its own certificate; console_domain ends it")
