"""An entry of the catalogue: the shape its YAML must have."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from templates_whatsapp.finding import Finding
from templates_whatsapp.outline import Outline

LANGUAGES = ("en", "ru")
Language = Annotated[str, Field(pattern=r"^(en|ru)$")]


def _one_line(value: str) -> str:
    """Words that can be shown: something visible, no control characters, no edge spaces."""
    if not value.strip() or value != value.strip():
        raise ValueError("words are needed, without spaces around them")
    if any(unicodedata.category(sign) in ("Cc", "Cf") for sign in value):
        raise ValueError("a control character is in it")
    return value


def _no_braces(value: str) -> str:
    if "{" in value or "}" in value:
        raise ValueError("a button cannot hold a variable")
    return value


Words = Annotated[str, AfterValidator(_one_line)]
Title = Annotated[str, Field(max_length=25), AfterValidator(_one_line), AfterValidator(_no_braces)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class EntryVariable(_Shape):
    """A variable, with an example in each language for the provider's reviewers."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    example: dict[Language, Words]


class EntryButton(_Shape):
    """A quick reply: what is written on it, and the id that comes back when it is pressed."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=128)
    title: dict[Language, Title]


class Entry(_Shape):
    """One message in all its languages."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    version: int = Field(ge=1)
    purpose: dict[Language, Words]
    """The name that people see."""
    category: Literal["utility", "marketing"]
    content_type: Literal["text", "quick-reply"]
    languages: list[Language] = Field(min_length=1)
    variables: list[EntryVariable] = []
    buttons: list[EntryButton] = Field(default=[], max_length=3)


def read(outline: Outline) -> Iterator[tuple[int, Entry | list[Finding]]]:
    """Each entry with its index, or what is wrong with its shape."""
    if not isinstance(outline.data, list):
        yield 0, [outline.finding("a list of messages is needed")]
        return
    for index, raw in enumerate(outline.data):
        try:
            yield index, Entry.model_validate(raw)
        except ValidationError as problem:
            yield index, list(_findings(outline, index, problem))


def _findings(outline: Outline, index: int, problem: ValidationError) -> Iterable[Finding]:
    for error in problem.errors(include_url=False):
        path = [step for step in error["loc"] if step != "[key]"]
        yield outline.finding(_reason(error["type"], path, error["msg"], error), index, *path)


def _reason(kind: str, path: list[Any], message: str, error: Any) -> str:
    """The library's words, in ours where a person would stumble."""
    place = ".".join(str(step) for step in path) or "the entry"
    if kind == "extra_forbidden" or error["loc"][-1:] == ("[key]",):
        return f"unknown key `{place}`"
    if kind == "missing":
        return f"the key `{place}` is missing"
    return f"`{place}`: {message.removeprefix('Value error, ')}"
