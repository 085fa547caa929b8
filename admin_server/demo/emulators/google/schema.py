"""Google's packaged descriptions of its interfaces, and whether something fits them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

Json = Mapping[str, Any]

_INT_BITS: dict[str, int] = {"int32": 32, "uint32": 32, "int64": 64, "uint64": 64}
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
_HAS_OFFSET = re.compile(r"(Z|[+-]\d\d:\d\d)$", re.IGNORECASE)


@dataclass(frozen=True)
class Method:
    """One method of an interface, as described."""

    id: str
    verb: str
    path: re.Pattern[str]
    parameters: Json
    body: str | None
    reply: str | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Interface:
    """One of Google's interfaces."""

    document: Json

    @property
    def methods(self) -> tuple[Method, ...]:
        """Every method, wherever in the document it stands."""
        return tuple(_methods(self.document, self.document))

    def problems(self, schema: str, value: object, where: str = "") -> Iterator[str]:
        """Say what does not fit a schema: unknown fields, types, formats."""
        stated = self.document["schemas"][schema]
        yield from self._object(stated, value, where or schema)

    def parameter_problems(
        self, method: Method, query: Mapping[str, list[str]]
    ) -> Iterator[str]:
        """Say what does not fit a method's parameters."""
        known = {**self.document["parameters"], **method.parameters}
        for name, texts in query.items():
            stated = known.get(name)
            if stated is None or stated["location"] != "query":
                yield f"unknown parameter {name}"
                continue
            if len(texts) > 1 and not stated.get("repeated"):
                yield f"{name} comes twice"
            for text in texts:
                yield from _parameter(stated, text, name)

    def _any(self, stated: Json, value: object, where: str) -> Iterator[str]:
        if "$ref" in stated:
            yield from self.problems(stated["$ref"], value, where)
            return
        match stated.get("type"):
            case "object":
                yield from self._object(stated, value, where)
            case "array":
                yield from self._array(stated, value, where)
            case "any":
                return
            case _:
                yield from _scalar(stated, value, where)

    def _array(self, stated: Json, value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for one in value:
            yield from self._any(stated["items"], one, f"{where}[]")

    def _object(self, stated: Json, value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        known = stated.get("properties", {})
        for name, inner in value.items():
            described = known.get(name) or stated.get("additionalProperties")
            if described is None:
                yield f"{where} has an unknown field {name}"
            else:
                yield from self._any(described, inner, f"{where}.{name}")


@cache
def interface(name: str) -> Interface:
    """Read a description that Google's library brings, such as "calendar.v3"."""
    folder = files("googleapiclient.discovery_cache.documents")
    text = (folder / f"{name}.json").read_text(encoding="utf-8")
    return Interface(json.loads(text))


CALENDAR = "calendar.v3"
DIRECTORY = "admin.directory_v1"


def _methods(document: Json, part: Json) -> Iterator[Method]:
    for stated in part.get("methods", {}).values():
        path = "/" + document["servicePath"] + stated["path"]
        pieces = re.split(r"\{\+?(\w+)\}", path)
        pattern = "".join(
            f"(?P<{piece}>{_shape(stated, piece)})" if number % 2 else re.escape(piece)
            for number, piece in enumerate(pieces)
        )
        yield Method(
            id=stated["id"],
            verb=stated["httpMethod"],
            path=re.compile(pattern),
            parameters=stated.get("parameters", {}),
            body=stated.get("request", {}).get("$ref"),
            reply=stated.get("response", {}).get("$ref"),
            scopes=frozenset(stated.get("scopes", ())),
        )
    for inner in part.get("resources", {}).values():
        yield from _methods(document, inner)


def _shape(method: Json, parameter: str) -> str:
    """Say what may stand in a path for a parameter; some hold several steps."""
    described: str = method["parameters"][parameter].get("pattern", "[^/]+")
    return described.removeprefix("^").removesuffix("$")


def _parameter(stated: Json, text: str, name: str) -> Iterator[str]:
    match stated["type"]:
        case "boolean":
            if text not in {"true", "false"}:
                yield f"{name} is neither true nor false"
        case "integer":
            if not re.fullmatch(r"-?\d+", text):
                yield f"{name} is no number"
        case _:
            yield from _scalar(stated, text, name)
            if stated.get("format") == "date-time" and not _HAS_OFFSET.search(text):
                yield f"{name} has no offset"


def _scalar(stated: Json, value: object, where: str) -> Iterator[str]:
    kind = stated["type"]
    if not isinstance(value, _KINDS[kind]) or (
        isinstance(value, bool) and kind != "boolean"
    ):
        yield f"{where} is no {kind}"
        return
    if "enum" in stated and value not in stated["enum"]:
        yield f"{where} is none of the values allowed"
    if not _has_format(stated.get("format"), value):
        yield f"{where} is no {stated['format']}"


def _has_format(form: str | None, value: object) -> bool:
    try:
        match form:
            case "date-time":
                # Whether an offset must be there depends on what stands beside it.
                datetime.fromisoformat(str(value))
            case "date":
                date.fromisoformat(str(value))
            case "int32" | "uint32" | "int64" | "uint64":
                return abs(int(str(value))) < 1 << _INT_BITS[form]
            case _:
                return True
    except ValueError:
        return False
    return True
