"""Twilio's own description of its API, where it lies beside the checkout, as a judge of both sides.

`check_answer` judges what the simulator says, `check_request` what the product asks and
`check_record` all that it asked; each returns its findings as sentences, none for good.
`needs_description` marks the tests that cannot run where the file is not there.
"""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker

FILE = Path(__file__).resolve().parent.parent.parent / "shared" / "twilio_messages_openapi.json"

needs_description = pytest.mark.skipif(
    not FILE.exists(),
    reason=f"Twilio's description ../shared/{FILE.name} is not beside the checkout",
)

Schema = dict[str, Any]


def _is_rfc2822(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value).tzinfo is not None


def _is_iso(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z$", value) is not None


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or urlsplit(value).scheme in ("http", "https")


formats = FormatChecker(())
formats.checks("date-time-rfc-2822", ValueError)(_is_rfc2822)
formats.checks("date-time")(_is_iso)
formats.checks("uri", ValueError)(_is_uri)


def check_answer(method: str, path: str, status: int, body: object) -> list[str]:
    """What is wrong with a successful answer: a field unknown, missing its type, its format."""
    answer = _operation(method, path)["responses"].get(str(status))
    if answer is None:
        return [f"{method} {path} never answers {status}"]
    content = answer.get("content", {}).get("application/json")
    if content is None:
        return [] if body is None else [f"{method} {path} answers nothing with {status}"]
    return _findings(_translated(content["schema"], closed=True), body)


def check_request(method: str, path: str, fields: Mapping[str, Any]) -> list[str]:
    """What is wrong with a request: its form, its JSON, or for a GET its query.

    Values are as `/control/record` shows them: text, a list for a key given twice, or JSON.
    An unknown field is a finding.
    """
    operation = _operation(method, path)
    body = operation.get("requestBody", {}).get("content", {})
    if "application/json" in body:
        return _findings(_closed(_translated(body["application/json"]["schema"])), fields)
    if "application/x-www-form-urlencoded" in body:
        schema = _resolve(body["application/x-www-form-urlencoded"]["schema"])
        return _form_findings(schema["properties"], schema.get("required", ()), fields)
    query = {p["name"]: p["schema"] for p in operation.get("parameters", ()) if p["in"] == "query"}
    return _form_findings(query, (), fields)


def check_record(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is wrong with any request of `/control/record`; the bytes of media are not described."""
    findings = []
    for request in requests:
        method, path = request["method"], request["path"]
        if re.search(r"/Media/ME\w+$|^/content/", path):
            continue
        fields = dict(parse_qsl(request["query"])) if method == "GET" else request["form"] or {}
        try:
            found = check_request(method, path, fields)
        except LookupError as problem:
            found = [str(problem)]
        findings += [f"{method} {path}: {words}" for words in found]
    return findings


def _form_findings(
    known: Mapping[str, Schema], required: Iterable[str], fields: Mapping[str, Any]
) -> list[str]:
    findings = [f"{name}: Twilio knows no such field" for name in fields if name not in known]
    findings += [f"{name}: is required" for name in required if name not in fields]
    for name in set(fields) & set(known):
        schema = _translated(known[name])
        findings += [
            f"{name}: {words}" for words in _findings(schema, _typed(schema, fields[name]))
        ]
    return findings


def _typed(schema: Schema, value: Any) -> Any:
    """A form carries text only; read what the schema says it means."""
    kind = schema.get("type")
    if kind in ("integer", "number") and re.fullmatch(r"-?\d+", str(value)):
        return int(value)
    return {"true": True, "false": False}.get(str(value), value) if kind == "boolean" else value


def _findings(schema: Schema, value: object) -> list[str]:
    errors = Draft202012Validator(schema, format_checker=formats).iter_errors(value)
    return [f"{'/'.join(map(str, error.path)) or 'it'}: {error.message[:300]}" for error in errors]


@functools.cache
def _description() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def _operation(method: str, path: str) -> dict[str, Any]:
    """The operation of a real path. Raises LookupError where Twilio has none."""
    for template, item in _description()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+?", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in item:
            found: dict[str, Any] = item[method.lower()]
            return found
    raise LookupError(f"Twilio has no {method} {path}")


def _resolve(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = _description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _translated(schema: Schema, closed: bool = False) -> Schema:
    """OpenAPI 3.0 in JSON Schema's words: references followed, `nullable` as a type beside."""
    schema = dict(_resolve(schema))
    nullable = schema.pop("nullable", False)
    if "properties" in schema:
        inner = schema["properties"].items()
        schema["properties"] = {key: _translated(value, closed) for key, value in inner}
    if isinstance(schema.get("items"), dict):
        schema["items"] = _translated(schema["items"], closed)
    for name in ("oneOf", "anyOf", "allOf"):
        if name in schema:
            schema[name] = [_translated(value, closed) for value in schema[name]]
    if closed:
        schema = _closed(schema)
    return {"anyOf": [schema, {"type": "null"}]} if nullable else schema


def _closed(schema: Schema) -> Schema:
    """Refuse properties that the schema does not name, where it names any."""
    if "properties" in schema and "additionalProperties" not in schema:
        return schema | {"additionalProperties": False}
    return schema
