"""How a text begins, said as two bounds: an index for patterns is used whatever is asked for.

A LIKE whose pattern is a bound value has no index once the statement is prepared.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_

LAST = "\U0010ffff"
"""After every letter."""


def begins(column: Any, prefix: str) -> ColumnElement[bool]:
    """The condition that a column with an index of text_pattern_ops begins so."""
    return and_(column.op("~>=~")(prefix), column.op("~<~")(prefix + LAST))
