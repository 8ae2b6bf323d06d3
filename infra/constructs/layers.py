"""Layers and archives of the functions' code, built on this machine."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.packaging import parts
from infra.packaging.build import Built, build_parts
from infra.packaging.target import Architecture
from infra.stage import Stage

RUNTIME = lambda_.Runtime.PYTHON_3_13
_ARCHITECTURES = {
    "x86_64": lambda_.Architecture.X86_64,
    "arm64": lambda_.Architecture.ARM_64,
}


class Layers(Construct):
    """The layers ``vendor`` and ``talent``, and the code of each function."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name)
        self._target = stage.target
        self.architecture = _ARCHITECTURES[stage.architecture]
        vendor = self._layer(
            "Vendor",
            "numpy, soundfile, soxr, LiteRT, FastAPI, Mangum, Powertools",
            _code(
                self._target.lock,
                parts.vendor_digest(self._target),
                lambda: built(self._target).vendor,
            ),
        )
        talent = self._layer(
            "Talent",
            "Sound, features and models",
            _code(parts.TALENT, parts.talent_digest(), lambda: built(self._target).talent),
        )
        self.layers = [vendor, talent]

    def code(self, function: str) -> lambda_.Code:
        """Return the code of one function."""
        return _code(
            parts.FUNCTIONS / function,
            parts.function_digest(function),
            lambda: built(self._target).functions[function],
        )

    def _layer(self, name: str, description: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            code=code,
            description=description,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self.architecture],
            removal_policy=RemovalPolicy.DESTROY,
        )


_BUILT: dict[str, Built] = {}


def built(architecture: Architecture) -> Built:
    """Build once a process and check it; raise where a gate refuses."""
    if architecture.name not in _BUILT:
        _BUILT[architecture.name] = build_parts(architecture)
        for line in _BUILT[architecture.name].protocol:
            sys.stderr.write(f"{line}\n")
    return _BUILT[architecture.name]


@jsii.implements(ILocalBundling)
class _Here:
    """Bundling by this process, in the place of a container."""

    def __init__(self, make: Callable[[], Path]) -> None:
        self._make = make

    def try_bundle(self, output_dir: str, *_: object, **__: object) -> bool:
        """Put what was built where the CDK wants it."""
        shutil.copytree(self._make(), output_dir, dirs_exist_ok=True)
        return True


def _code(source: Path, digest: str, make: Callable[[], Path]) -> lambda_.Code:
    """Return code that is built only when it is wanted: not for `cdk list`, not in most tests."""
    return lambda_.Code.from_asset(
        str(source if source.is_dir() else source.parent),
        asset_hash=digest,
        asset_hash_type=AssetHashType.CUSTOM,
        bundling=BundlingOptions(image=DockerImage.from_registry("never-used"), local=_Here(make)),
    )
