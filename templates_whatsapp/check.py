"""Everything wrong in the stock files, each with its file, line and reason."""

import re
from collections.abc import Collection, Iterator
from itertools import product
from pathlib import Path

from templates_whatsapp import entry as entries, outline, wording
from templates_whatsapp.entry import Entry
from templates_whatsapp.finding import Finding
from templates_whatsapp.outline import Outline, Step
from templates_whatsapp.render import clean

HERE = Path(__file__).resolve().parent
CATALOGUE = "catalogue.yaml"
WORDS = "words.yaml"
MOST_REPLIES = 3
RESERVED = ("page", "file", "reference")
"""Names of the values behind links, documents and quick replies."""


def findings(folder: Path = HERE) -> list[Finding]:
    """What is wrong in the stock files of `folder`; empty where they can be loaded."""
    catalogue = outline.read(folder / CATALOGUE)
    found = list(catalogue.findings)
    if catalogue.root is not None or not found:
        found += _of_catalogue(folder, catalogue)
    if (folder / WORDS).exists():
        words = outline.read(folder / WORDS)
        found += words.findings or _of_words(words)
    return found


def body_file(entry: Entry, language: str) -> str:
    """Where the body of a message in one language stands, within the folder."""
    return f"bodies/{entry.name}.{language}.txt"


def _of_catalogue(folder: Path, catalogue: Outline) -> Iterator[Finding]:
    names, bodies, whole = set[str](), set[str](), True
    for index, entry in entries.read(catalogue):
        if not isinstance(entry, Entry):
            whole = False
            yield from entry
            continue
        if entry.name in names:
            yield catalogue.finding(f"the name `{entry.name}` stands twice", index, "name")
        names.add(entry.name)
        yield from _of_entry(catalogue, index, entry)
        for language in entry.languages:
            bodies.add(body_file(entry, language))
            yield from _of_body(folder, entry, language)
    if whole:
        yield from _strays(folder, bodies)


def _of_entry(catalogue: Outline, index: int, entry: Entry) -> Iterator[Finding]:
    """What the parts of an entry must have to do with one another."""
    for reason, path in _conflicts(entry):
        yield catalogue.finding(reason, index, *path)
    yield from _unsaid(catalogue, entry, entry.purpose, (index, "purpose"))
    for place, variable in enumerate(entry.variables):
        path = (index, "variables", place, "example")
        yield from _unsaid(catalogue, entry, variable.example, path)
        for language, example in variable.example.items():
            if clean(example) != example:
                yield catalogue.finding("the provider would not take this value", *path, language)
    for place, button in enumerate(entry.buttons):
        yield from _unsaid(catalogue, entry, button.title, (index, "buttons", place, "title"))


def _conflicts(entry: Entry) -> Iterator[tuple[str, tuple[Step, ...]]]:
    if len(set(entry.languages)) < len(entry.languages):
        yield "a language stands twice", ("languages",)
    for place, variable in enumerate(entry.variables):
        if variable.name in [before.name for before in entry.variables[:place]]:
            reason = f"the variable `{variable.name}` stands twice"
            yield reason, ("variables", place, "name")
        if variable.name in RESERVED:
            yield f"no variable may be called `{variable.name}`", ("variables", place, "name")
    if entry.content_type != entry.kind:
        yield f"with the parts it has, it is `{entry.kind}`", ("content_type",)
    if entry.free_form and entry.kind != "text":
        yield "what is free-form has no buttons and no header", ("free_form",)
    yield from _button_conflicts(entry)


def _button_conflicts(entry: Entry) -> Iterator[tuple[str, tuple[Step, ...]]]:
    for place, button in enumerate(entry.buttons):
        if button.id and button.id in [before.id for before in entry.buttons[:place]]:
            yield f"the button `{button.id}` stands twice", ("buttons", place, "id")
    if len(entry.replies) > MOST_REPLIES:
        yield f"at most {MOST_REPLIES} quick replies are allowed", ("buttons",)
    if len(entry.links) > 1:
        yield "one link is allowed", ("buttons",)


def _unsaid(
    catalogue: Outline, entry: Entry, said: Collection[str], path: tuple[Step, ...]
) -> Iterator[Finding]:
    """Languages in which the entry has the message, but not this part of it, and the reverse."""
    for language in sorted(set(entry.languages) ^ set(said)):
        if language in said:
            reason = f"`{language}` is none of the languages of `{entry.name}`"
            yield catalogue.finding(reason, *path, language)
        else:
            yield catalogue.finding(f"`{language}` is missing", *path)


def _of_body(folder: Path, entry: Entry, language: str) -> Iterator[Finding]:
    file = body_file(entry, language)
    examples = {one.name: one.example.get(language, "") for one in entry.variables}
    try:
        text = (folder / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        yield Finding(file, 1, "the file is missing")
    except UnicodeDecodeError:
        yield Finding(file, 1, "the file is not UTF-8")
    else:
        yield from wording.findings(file, text.rstrip("\n"), examples)


def _strays(folder: Path, bodies: Collection[str]) -> Iterator[Finding]:
    """Bodies that no entry asks for: a name misspelt, or a message taken out by half."""
    for path in sorted((folder / "bodies").glob("*.txt")):
        file = f"bodies/{path.name}"
        if file not in bodies:
            yield Finding(file, 1, "no message of the catalogue has this body")


def _of_words(words: Outline) -> Iterator[Finding]:
    """The same words in every language, as text with the same braces."""
    if not isinstance(words.data, dict) or set(words.data) != set(entries.LANGUAGES):
        yield words.finding(f"the languages {', '.join(entries.LANGUAGES)} are needed")
        return
    braces: dict[str, set[str]] = {}
    keys = {key for said in words.data.values() if isinstance(said, dict) for key in said}
    for language, key in product(words.data, sorted(keys)):
        said = words.data[language].get(key) if isinstance(words.data[language], dict) else None
        if not isinstance(said, str):
            yield words.finding(f"`{key}` has no words", language, key)
            continue
        found = set(re.findall(r"\{[^}]*\}?|\}", said))
        if found != braces.setdefault(key, found):
            yield words.finding(f"`{key}` has other braces than before", language, key)
