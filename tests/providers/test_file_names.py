"""File names from headers that anyone may have written."""

import pytest
from hypothesis import given, strategies as st

from providers import file_names


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, None),
        ("", None),
        ("inline", None),
        ('attachment; filename="паспорт.pdf"', "паспорт.pdf"),
        ("attachment; filename*=UTF-8''%D0%BF%D0%B0%D1%81.pdf", "пас.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\a\\\\b.doc"', "b.doc"),
        ('attachment; filename="\u202egpj.exe"', "gpj.exe"),
        ('attachment; filename=".."', None),
        ('attachment; filename=".hidden"', "hidden"),
    ],
)
def test_a_name_is_read_and_cleaned(header: str | None, name: str | None) -> None:
    sent = header.encode().decode("latin-1") if header else header
    assert file_names.from_disposition(sent) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = file_names.clean("а" * 300 + ".pdf")
    assert name == "а" * 116 + ".pdf"


@given(st.text(st.characters(exclude_categories=())))
def test_no_name_is_ever_dangerous(given_name: str) -> None:
    name = file_names.clean(given_name)
    if name is not None:
        assert 0 < len(name) <= 120
        assert name.isprintable()
        assert not set(name) & set("/\\\0\r\n")


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_is_an_error(header: str) -> None:
    file_names.from_disposition(header)
