"""How a text begins."""

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from crm.search import prefixes


@pytest.mark.parametrize(
    ("word", "begins"), [("алтай", True), ("ал", True), ("а", False), ("алый", False), ("", False)]
)
def test_a_text_begins_so_or_not(session: Session, word: str, begins: bool) -> None:
    """Nothing in it is a pattern."""
    asked = "алт" if word != "ал" else "ал"
    assert session.scalar(select(prefixes.begins(literal(word), asked))) is begins
