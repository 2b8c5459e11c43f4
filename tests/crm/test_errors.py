"""A refusal says its sentence in English; pages say its message in the reader's language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from crm.errors import StepRefused, Text

CRM = Path(__file__).resolve().parents[2] / "crm"
VALUE = re.compile(r"%\((\w+)\)")


def refusals() -> Iterator[ast.Call]:
    """Every place in crm that makes a refusal."""
    sources = [path.read_text() for path in CRM.rglob("*.py")]
    kinds = re.findall(r"^class (\w+)\(CrmError\)", "".join(sources), re.MULTILINE)
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds:
                yield node


def texts(call: ast.Call) -> list[ast.expr]:
    """What a refusal says: its message, and its hint."""
    hints = [keyword.value for keyword in call.keywords if keyword.arg == "hint"]
    return [call.args[0], *hints]


def test_a_sentence_is_the_message_with_its_values_and_the_hint_of_commands() -> None:
    error = StepRefused("%(code)s is over.", hint="`flask bookings show %(code)s`", code="DL-1")
    assert str(error) == error.sentence == "DL-1 is over. `flask bookings show DL-1`"
    assert (error.message, error.facts) == ("%(code)s is over.", {"code": "DL-1"})


def test_what_was_typed_may_hold_any_sign() -> None:
    assert str(StepRefused("“%(typed)s” is none.", typed="100% (%s)")) == "“100% (%s)” is none."


def test_a_word_is_told_as_it_is_written() -> None:
    assert str(StepRefused("%(step)s is over.", step=Text("cancelling"))) == "cancelling is over."


def test_no_refusal_is_put_together_where_it_is_raised() -> None:
    found = list(refusals())
    assert len(found) > 130
    for call in found:
        for text in texts(call):
            assert not isinstance(text, (ast.JoinedStr, ast.BinOp)), ast.unparse(call)


def test_every_value_of_a_message_is_given() -> None:
    for call in refusals():
        given = {keyword.arg for keyword in call.keywords}
        for text in texts(call):
            if isinstance(text, ast.Constant):
                assert set(VALUE.findall(str(text.value))) <= given, ast.unparse(call)


def test_only_commands_speak_of_commands() -> None:
    for call in refusals():
        assert "flask" not in ast.unparse(call.args[0]), ast.unparse(call)
