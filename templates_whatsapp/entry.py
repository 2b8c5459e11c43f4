"""An entry of the catalogue: the shape its YAML must have."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

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
    """What is written on it, and what it does: an `id` that comes back, or a `page` that opens."""

    id: str | None = Field(
        default=None, pattern=r"^[A-Z][A-Z0-9_]*(:\{\{ reference \}\})?$", max_length=128
    )
    page: Literal["offer", "trip", "pay", "receipt"] | None = None
    title: dict[Language, Title]

    @model_validator(mode="after")
    def _does_one_thing(self) -> "EntryButton":
        if (self.id is None) == (self.page is None):
            raise ValueError("a button has either an `id` or a `page`")
        return self


class Entry(_Shape):
    """One message in all its languages."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    version: int = Field(ge=1)
    purpose: dict[Language, Words]
    """The name that people see."""
    category: Literal["utility", "marketing"]
    content_type: Literal["text", "quick-reply", "call-to-action", "media", "card"]
    languages: list[Language] = Field(min_length=1)
    free_form: bool = False
    """Sent inside the session window only, so never handed in for approval."""
    header: Literal["document"] | None = None
    variables: list[EntryVariable] = []
    buttons: list[EntryButton] = []

    @property
    def links(self) -> list[EntryButton]:
        """The buttons that open a page."""
        return [button for button in self.buttons if button.page is not None]

    @property
    def replies(self) -> list[EntryButton]:
        """The quick replies."""
        return [button for button in self.buttons if button.id is not None]

    @property
    def kind(self) -> str:
        """The content type that its parts make it."""
        if self.buttons and (self.header or (self.links and self.replies)):
            return "card"
        if self.header:
            return "media"
        if self.links:
            return "call-to-action"
        return "quick-reply" if self.replies else "text"


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
