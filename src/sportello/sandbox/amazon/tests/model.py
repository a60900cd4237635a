"""Amazon's own models, read from a folder beside the repository when it is there: their examples and shapes."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "SPORTELLO_AMAZON_CONTRACTS"
BESIDE = Path(__file__).resolve().parents[6] / "shared" / "contracts" / "amazon"
METHODS = ("get", "post", "put", "delete")
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def folder() -> Path:
    """Where the models are."""
    return Path(os.environ.get(VARIABLE) or BESIDE)


@dataclass(frozen=True)
class Example:
    """One request with its answer, and what the model says about both."""

    model: dict[str, Any]
    method: str
    path: str
    operation: str
    asked: dict[str, Any]
    status: int
    answered: Any
    schema: dict[str, Any]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        operation = self.model["paths"][self.path]
        listed = operation.get("parameters", []) + operation[self.method.lower()].get("parameters", [])
        return [_resolved(self.model, parameter) for parameter in listed]


def examples(*names: str) -> list[Any]:
    """All examples of these models as parameters of a test; one that is skipped when the folder is not there."""
    if not folder().is_dir():
        reason = f"Amazon's models are not here ({VARIABLE} may name their folder)"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="no models")]
    found = [example for name in names for example in _of(folder() / f"{name}.json")]
    return [pytest.param(one, id=f"{place}-{one.operation}-{one.status}") for place, one in enumerate(found)]


def _of(path: Path) -> Iterator[Example]:
    model = json.loads(path.read_text(encoding="utf-8"))
    for route, operations in model["paths"].items():
        for method in METHODS:
            operation = operations.get(method, {})
            for status, response in operation.get("responses", {}).items():
                sandbox = response.get("x-amzn-api-sandbox", {})
                for pair in sandbox.get("static", []):
                    asked = {name: one["value"] for name, one in pair["request"].get("parameters", {}).items()}
                    schema = response.get("schema", {})
                    yield Example(
                        model, method.upper(), route, operation["operationId"], asked, int(status),
                        pair.get("response"), schema,
                    )  # fmt: skip


def wrong(model: dict[str, Any], schema: dict[str, Any], value: Any, where: str = "answer") -> list[str]:
    """How a value breaks a schema: a missing or unknown field, a wrong type, a value that is not listed."""
    schema = _resolved(model, schema)
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema["type"]] if "type" in schema else []
    if kinds and not any(value is None if kind == "null" else isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{where} is no {' or '.join(kinds)}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where} is {value!r}"]
    if isinstance(value, list):
        return [
            w
            for place, one in enumerate(value)
            for w in wrong(model, schema.get("items", {}), one, f"{where}[{place}]")
        ]
    if not isinstance(value, dict):
        return []
    known = schema.get("properties", {})
    missing = [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
    unknown = [f"{where}.{name} is unknown" for name in value if known and name not in known]
    inside = [w for name in value if name in known for w in wrong(model, known[name], value[name], f"{where}.{name}")]
    return missing + unknown + inside


def _resolved(model: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = model
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    for part in [*schema.get("allOf", []), *schema.get("anyOf", [])[:1]]:
        inner = _resolved(model, part)
        merged = {**inner.get("properties", {}), **schema.get("properties", {})}
        schema = {**inner, **schema, "properties": merged}
    return schema
