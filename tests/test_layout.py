"""How the code must read, where that can be counted: sizes, mirrors, names, borders."""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import Float

from crm.db import Base
from worker import kinds, queues

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    *("client_pages", "commands", "crm", "inbox", "live", "pages"),
    *("providers", "templates_whatsapp", "webhook", "worker"),
)
ELSEWHERE = ("benchmarks", "migrations", "scripts", "simulator", "tests")
LONGEST_FILE, LONGEST_FUNCTION, MOST_IMPORTS = 300, 40, 15
TWILIO = re.compile(
    r"MessageSid|AccountSid|ContentSid|ContentVariables|MessageStatus|StatusCallback"
    r"|NumMedia|MediaUrl\d|undelivered|X-Twilio(?!-Signature)"
)
"""Names of Twilio's forms, and a status word that is no English of ours."""


def sources(*folders: str) -> Iterator[Path]:
    """The Python files of these folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def text_of(path: Path) -> str:
    """A file's text, read once."""
    return path.read_text()


@cache
def all_sources() -> list[Path]:
    """Every file that may use a module."""
    return [*sources("tests", *PACKAGES), *ROOT.glob("*.py")]


def modules() -> list[Path]:
    """Every module of the product with something in it."""
    return [path for path in sources(*PACKAGES) if not path.name.startswith("__")]


ALL = [*ROOT.glob("*.py"), *sources(*PACKAGES, *ELSEWHERE)]


def named(path: Path) -> str:
    """A file as the findings call it."""
    return str(path.relative_to(ROOT))


def test_a_file_fits_in_the_head() -> None:
    texts = {named(path): text_of(path) for path in ALL}
    assert [name for name, text in texts.items() if len(text.splitlines()) >= LONGEST_FILE] == []
    full = {name: ast.parse(text) for name, text in texts.items() if text.strip()}
    silent = [name for name, tree in full.items() if not ast.get_docstring(tree)]
    assert silent == [], "a module opens with one sentence"


def test_functions_are_short() -> None:
    too_long = [
        f"{named(path)}: {node.name} has {length} lines"
        for path in [*ROOT.glob("*.py"), *modules()]
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_imports_are_few() -> None:
    """Where things are joined there are more: that is what `commands` is for."""
    wide = {
        named(path): len(found)
        for path in [*ROOT.glob("*.py"), *modules()]
        if not path.is_relative_to(ROOT / "commands")
        and len(found := imported(ast.parse(text_of(path)))) > MOST_IMPORTS
    }
    assert wide == {}


def imported(tree: ast.Module) -> list[str]:
    """The top-level package of each import statement, but for Python's own."""
    names = [
        node.names[0].name if isinstance(node, ast.Import) else node.module or ""
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    found = [name.partition(".")[0] for name in names]
    return [name for name in found if name not in sys.stdlib_module_names]


def test_no_file_is_named_for_what_has_no_home() -> None:
    homeless = {"utils", "helpers", "common", "manager", "base", "misc"}
    assert [named(path) for path in ALL if path.stem in homeless] == []


def test_every_module_is_tested_or_used_by_what_is() -> None:
    assert [named(path) for path in modules() if not is_tested_or_used(path)] == []


def is_tested_or_used(path: Path) -> bool:
    """Whether a module has tests of its own, or something else names it."""
    package = ".".join(path.relative_to(ROOT).parent.parts)
    own = list((ROOT / "tests" / path.relative_to(ROOT).parent).glob(f"test_{path.stem}*.py"))
    mention = re.compile(
        rf"\b{re.escape(package)}\.{path.stem}\b"
        rf"|from {re.escape(package)} import [^\n]*\b{path.stem}\b"
        rf"|from {re.escape(package)} import \([^)]*\b{path.stem}\b"
    )
    return bool(
        own
        or path.stem == "__main__"  # run as `python -m`, which leaves no import
        or path.parent.name == "models"
        or any(
            path.stem in text_of(other) and mention.search(text_of(other))
            for other in all_sources()
            if other != path
        )
    )


def test_the_folders_of_the_tests_are_those_of_the_product() -> None:
    folders = {path.parent for path in sources("tests") if path.parent != ROOT / "tests"}
    for folder in folders - {ROOT / "tests" / "flows", ROOT / "tests" / "chromium"}:
        assert (ROOT / folder.relative_to(ROOT / "tests")).is_dir(), folder


def test_nothing_of_ours_is_patched() -> None:
    patching = re.compile(r"mock\.patch|from unittest|import mock|monkeypatch\.setattr")
    found = [named(path) for path in sources("tests") if patching.search(path.read_text())]
    assert [name for name in found if name != "tests/test_layout.py"] == []


def test_one_place_knows_twilios_names() -> None:
    ours = (package for package in PACKAGES if package not in ("providers", "templates_whatsapp"))
    elsewhere = [*ROOT.glob("*.py"), *sources(*ours)]
    demo = ROOT / "commands" / "demo"  # it plays the simulated Twilio's part too
    elsewhere = [path for path in elsewhere if not path.is_relative_to(demo)]
    assert [named(path) for path in elsewhere if TWILIO.search(path.read_text())] == []


def test_the_rules_are_given_the_time() -> None:
    clock = re.compile(r"datetime\.now|utcnow|time\.time\(|date\.today|CURRENT_|clock_timestamp")
    assert [named(path) for path in sources("crm") if clock.search(path.read_text())] == []
    asking = [path for path in sources("crm") if re.search(r"[^.\w]now\(\)", path.read_text())]
    assert [named(path) for path in asking] == []


def test_no_amount_is_a_float() -> None:
    floats = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Float)
    ]
    assert floats == ["whatsapp_senders.rate_per_second"]


def test_every_kind_of_work_has_a_queue_and_every_queue_a_worker() -> None:
    every = [*kinds.KINDS, f"{kinds.DELIVER}:1"]
    assert {queues.name_for(kind) for kind in every} == set(queues.NAMES)
    assert queues.name_for(f"{kinds.DELIVER}:1") == queues.DELIVER
    assert callable(importlib.import_module("worker.jobs").do)


def test_the_procfile_runs_what_there_is() -> None:
    lines = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
    )
    assert next(iter(lines)) == "web"
    assert {"web", "worker", "clock", "live"} <= set(lines)
    for command in lines.values():
        assert " exec " in f" {command} "
        for module in re.findall(r"python -m (\S+)", command):
            assert importlib.util.find_spec(module) is not None
        for module, name in re.findall(r" (\w+):(\w+)$", command):
            assert callable(getattr(importlib.import_module(module), name))
