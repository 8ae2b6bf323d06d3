"""Templates of one stage as synthesised, read as plain data."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

Json = dict[str, Any]


@dataclass(frozen=True)
class Deployed:
    """Templates of what one stage deploys.

    Attributes
    ----------
    storage, service : the templates.
    folder : where they were written.
    """

    storage: Json
    service: Json
    folder: str

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the templates of the one stage that was written to a folder."""
        found = {}
        for part in ("Storage", "Service"):
            (path,) = folder.glob(f"*-{part}.template.json")
            found[part.lower()] = json.loads(path.read_text(encoding="utf-8"))
        return cls(**found, folder=str(folder))

    @property
    def resources(self) -> dict[str, Json]:
        """All resources by logical id."""
        return {**self.storage["Resources"], **self.service["Resources"]}

    def of_type(self, kind: str) -> dict[str, Json]:
        """Return the properties of all resources of a type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }

    def functions(self) -> dict[str, Json]:
        """Return the properties of our functions, by the names in the shared table."""
        found = self.of_type("AWS::Lambda::Function").values()
        return {made["Description"].rpartition(": ")[2]: made for made in found}

    def statements(self, role: str) -> list[Json]:
        """Return every statement of every policy of a role, by the role's logical id."""
        return [
            statement
            for policy in self.of_type("AWS::IAM::Policy").values()
            if {"Ref": role} in policy.get("Roles", [])
            for statement in policy["PolicyDocument"]["Statement"]
        ] + [
            statement
            for policy in self.of_type("AWS::IAM::Role")[role].get("Policies", [])
            for statement in policy["PolicyDocument"]["Statement"]
        ]

    def role_of(self, function: str) -> str:
        """Return the logical id of a function's role."""
        role: str = self.functions()[function]["Role"]["Fn::GetAtt"][0]
        return role

    def named(self, value: object) -> str:
        """Return a reference as text: ``UploadsBucket/uploads/*`` for its files."""
        return "".join(self._parts(value))

    def _parts(self, value: object) -> Iterator[str]:
        match value:
            case str(text) | {"Fn::Sub": str(text)}:
                yield text
            case {"Fn::Join": [str(), list(parts)]}:
                for part in parts:
                    yield from self._parts(part)
            case {"Fn::GetAtt": [str(name), str()]} | {"Ref": str(name)}:
                yield self._short(name)
            case {"Fn::ImportValue": str(export)}:
                yield from self._parts(self._exported(export))
            case _:
                raise ValueError(f"an unknown reference: {value}")

    def _exported(self, export: str) -> object:
        for output in self.storage["Outputs"].values():
            if output["Export"]["Name"] == export:
                return output["Value"]
        raise ValueError(f"nothing exports {export}")

    def _short(self, name: str) -> str:
        """Return ``UploadsBucket`` for ``StorageUploadsBucket03E44DD0``."""
        if name.startswith("AWS::"):
            return name
        trimmed = name.removeprefix("Storage")
        return trimmed[:-8] if len(trimmed) > 8 else trimmed
