"""Fill a message's body with values or the provider's numbers, and clean the values."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from jinja2 import StrictUndefined, Template, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_VALUE = 250
"""Characters; the provider takes more, but advises fewer."""

PLACEHOLDER = re.compile(r"\{\{ ?([a-z][a-z0-9_]*) ?\}\}")
"""A variable in a body, the one thing of Jinja2 that a body may hold."""

# Letters by their category that show nothing: names made of them look empty.
_BLANKS = str.maketrans(dict.fromkeys("\u115f\u1160\u2800\u3164\uffa0", " "))
_INVISIBLE = ("Cc", "Cf", "Cs")


class MissingValue(Exception):
    """A variable of the body has no value; the text names it."""


def render(body: str, values: Mapping[str, str]) -> str:
    """The body with its variables filled. Raises MissingValue."""
    try:
        return _compiled(body).render(values)
    except UndefinedError as problem:
        raise MissingValue(str(problem)) from problem


def numbered(body: str, names: Sequence[str]) -> str:
    """The body with each variable as the provider's number: `{{1}}` for the first of `names`.

    Raises MissingValue where the body has a variable that is none of them.
    """
    return render(body, {name: f"{{{{{place}}}}}" for place, name in enumerate(names, start=1)})


def clean(value: str) -> str:
    """A value as the provider takes it: one line, nothing invisible, never empty, at most 250."""
    spaced = re.sub(r"\s", " ", value.translate(_BLANKS))
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in _INVISIBLE)
    text = " ".join(seen.split())
    if len(text) > LONGEST_VALUE:
        text = text[: LONGEST_VALUE - 1].rstrip() + "…"
    return text or "-"


@lru_cache(maxsize=256)
def _compiled(body: str) -> Template:
    """WhatsApp shows plain text, so nothing is escaped."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    # Else a variable called `range` would never be missed.
    environment.globals.clear()
    return environment.from_string(body)
