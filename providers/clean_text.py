"""Text and JSON as PostgreSQL takes them: no NUL, no lone surrogate, no endless nesting."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"
DEEPEST = 40
"""Levels of nesting kept as structure; more would end in a RecursionError further on."""


def text(value: str) -> str:
    """Drop NUL bytes, join surrogate pairs and replace the lone ones."""
    value = value.replace("\0", "")
    if not SURROGATE.search(value):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def form(fields: Mapping[str, str]) -> dict[str, str]:
    """Every field of a form, names too; of a repeated name the first value."""
    return {text(name): text(value) for name, value in fields.items()}


def parsed(document: str) -> Any:
    """What a JSON text says, cleaned; the cleaned text itself where it is no usable JSON."""
    try:
        return _clean(json.loads(document, parse_constant=_refuse, parse_float=_finite), 0)
    except (ValueError, RecursionError):
        return text(document)


def _clean(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {text(name): _clean(item, depth + 1) for name, item in value.items()}
    return value


def _refuse(constant: str) -> float:
    # JSON proper, and so JSONB, knows neither NaN nor Infinity; Python's reader does.
    raise ValueError(f"{constant} is not JSON")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is out of range")
    return value
