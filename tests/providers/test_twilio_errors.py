"""The table of Twilio's codes."""

import pytest

from crm.provider import ErrorClass
from providers.twilio_errors import TABLE, code, error_class


@pytest.mark.parametrize(
    ("known", "meaning"),
    [
        ("20003", ErrorClass.OPERATOR),
        ("20429", ErrorClass.LATER),
        ("21211", ErrorClass.NEVER),
        ("21408", ErrorClass.NEVER),
        ("21610", ErrorClass.OPT_OUT),
        ("21611", ErrorClass.LATER),
        ("21617", ErrorClass.NEVER),
        ("21656", ErrorClass.TEMPLATE),
        ("63014", ErrorClass.OPT_OUT),
        ("63016", ErrorClass.NEEDS_TEMPLATE),
        ("63018", ErrorClass.LATER),
        ("63024", ErrorClass.NEVER),
        ("63028", ErrorClass.TEMPLATE),
        ("63033", ErrorClass.OPT_OUT),
        ("63041", ErrorClass.TEMPLATE),
        ("63049", ErrorClass.NEVER),
        ("63112", ErrorClass.OPERATOR),
    ],
)
def test_a_code_has_its_class(known: str, meaning: ErrorClass) -> None:
    assert error_class(known) is meaning


def test_an_unknown_code_never_goes_again_by_itself() -> None:
    assert error_class("63999") is ErrorClass.NEVER


def test_every_class_has_a_code() -> None:
    assert set(TABLE.values()) == set(ErrorClass)


def test_codes_are_text_and_nothing_is_none() -> None:
    assert code(63016) == "63016"
    assert code(None) is code(0) is code("") is None
