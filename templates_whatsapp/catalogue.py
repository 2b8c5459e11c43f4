"""The stock messages, one a template and language, as rows of `whatsapp_templates` want them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from templates_whatsapp import check, outline
from templates_whatsapp.entry import Entry, EntryButton
from templates_whatsapp.finding import Finding

HERE = check.HERE


class BrokenTemplate(Exception):
    """The stock files cannot be loaded; `findings` has every reason, the text names them all."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings."""
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Variable:
    """A variable of a message, with an example in its language."""

    name: str
    example: str


@dataclass(frozen=True)
class Button:
    """A quick reply in the message's language, and the id that comes back when it is pressed."""

    id: str
    title: str


@dataclass(frozen=True)
class Link:
    """A button that opens a page of the booking: offer, trip, pay or receipt."""

    page: str
    title: str


@dataclass(frozen=True)
class StockTemplate:
    """One message in one language and version."""

    name: str
    language: str
    version: int
    title: str
    """What people call it, in the message's own language; `title()` has the others."""
    category: str
    """utility or marketing."""
    content_type: str
    """text, quick-reply, call-to-action, media or card."""
    body: str
    variables: tuple[Variable, ...]
    """In the provider's order: the first is its {{1}}."""
    buttons: tuple[Button | Link, ...]
    header: str | None = None
    """`document`: a PDF stands above the text."""
    free_form: bool = False
    """Sent inside the session window only, so never handed in for approval."""


def load(folder: Path = HERE) -> list[StockTemplate]:
    """Every message in each of its languages, in the catalogue's order. Raises BrokenTemplate."""
    if found := check.findings(folder):
        raise BrokenTemplate(found)
    return [
        _in_language(folder, entry, language)
        for entry in _entries(folder)
        for language in entry.languages
    ]


def title(name: str, language: str) -> str:
    """What people call the message, in the reader's language; a plain form of unknown names."""
    return _titles().get((name, language)) or name.replace("_", " ").capitalize()


def is_free_form(name: str) -> bool:
    """Whether the message is one of the stock that go inside the session window only."""
    return name in _free_form()


@cache
def _free_form() -> frozenset[str]:
    return frozenset(entry.name for entry in _entries(HERE) if entry.free_form)


@cache
def _titles() -> dict[tuple[str, str], str]:
    return {
        (entry.name, language): words
        for entry in _entries(HERE)
        for language, words in entry.purpose.items()
    }


def _entries(folder: Path) -> list[Entry]:
    data = outline.read(folder / check.CATALOGUE).data
    return [Entry.model_validate(raw) for raw in data]


def _in_language(folder: Path, entry: Entry, language: str) -> StockTemplate:
    text = (folder / check.body_file(entry, language)).read_text(encoding="utf-8")
    return StockTemplate(
        name=entry.name,
        language=language,
        version=entry.version,
        title=entry.purpose[language],
        category=entry.category,
        content_type=entry.content_type,
        body=text.rstrip("\n"),
        variables=tuple(Variable(one.name, one.example[language]) for one in entry.variables),
        buttons=tuple(_button(one, one.title[language]) for one in entry.buttons),
        header=entry.header,
        free_form=entry.free_form,
    )


def _button(button: EntryButton, words: str) -> Button | Link:
    return Button(button.id, words) if button.id else Link(str(button.page), words)
