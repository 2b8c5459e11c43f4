"""From a document's facts to the bytes of its PDF: the same facts give the same bytes."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fpdf import FontFace

from crm.documents.sheet import INK, LINE, QUIET, SIDE, TOP, Sheet

LABEL = 40.0
"""Width of a row's label in millimetres."""
COLUMNS = (30.0, 58.0, 38.0, 52.0)
"""Widths of a group list's columns."""


def pdf(facts: dict[str, Any], issued_at: datetime, fonts: Path, logo: bytes | None) -> bytes:
    """Draw it. `fonts` is the folder of the font's files. Raises OSError where they are not."""
    sheet = Sheet(facts, fonts, issued_at)
    _head(sheet, logo)
    _title(sheet)
    _rows(sheet, facts["rows"])
    for one in facts["lists"]:
        _list(sheet, one)
    if facts["services"]["rows"]:
        _section(sheet, facts["services"]["label"])
        _rows(sheet, facts["services"]["rows"])
    if "table" in facts and facts["table"]["rows"]:
        _table(sheet, facts["table"])
    _money(sheet, facts["money"])
    for note in facts["notes"]:
        sheet.ln(1.5)
        sheet.write_line(note, 9, color=QUIET, height=4.6)
    return bytes(sheet.output())


def _head(sheet: Sheet, logo: bytes | None) -> None:
    """Whose it is on the left, the code on the right, the operator's colour below."""
    facts = sheet.facts
    sheet.mark(logo)
    left = sheet.x
    room = sheet.w - SIDE - 62 - left
    sheet.set_xy(left, TOP + 0.6)
    _fitted(sheet, facts["brand"]["name"], 12.5, room)
    sheet.set_xy(left, TOP + 6.2)
    sheet.pen(8, color=QUIET)
    sheet.cell(room, 4, facts["brand"]["phone"])
    sheet.set_xy(sheet.w - SIDE - 62, TOP)
    sheet.pen(8, color=QUIET)
    sheet.cell(62, 4, facts["corner_label"], align="R")
    sheet.set_xy(sheet.w - SIDE - 62, TOP + 4.4)
    sheet.pen(15, strong=True)
    sheet.cell(62, 6.6, facts["corner"], align="R")
    sheet.set_xy(SIDE, TOP + 15)
    sheet.rule(sheet.accent(), 0.5)


def _title(sheet: Sheet) -> None:
    sheet.set_xy(SIDE, TOP + 21)
    sheet.write_line(sheet.facts["label"], 10, strong=True, color=sheet.accent(), height=5.4)
    sheet.write_line(sheet.facts["title"], 19, strong=True, height=8.6)
    sheet.ln(0.8)
    sheet.write_line(sheet.facts["subtitle"], 10, color=QUIET, height=5)
    sheet.ln(5)


def _rows(sheet: Sheet, rows: Sequence[dict[str, Any]]) -> None:
    """Labels on the left, what is said of them on the right, a line between."""
    for place, row in enumerate(rows):
        if place:
            sheet.rule()
        height = 5.6 * (len(row["lines"]) + 1)
        if sheet.will_page_break(height):
            sheet.add_page()
        top = sheet.y + 2.6
        sheet.set_xy(SIDE, top)
        sheet.write_line(row["label"], 9, color=QUIET, width=LABEL - 3, height=5.2)
        below = sheet.y
        sheet.set_y(top)
        for number, line in enumerate(row["lines"]):
            sheet.set_x(SIDE + LABEL)
            first = number == 0 and row["strong"]
            sheet.write_line(line, 10, strong=first, height=5.2)
        sheet.set_xy(SIDE, max(below, sheet.y) + 2.6)


def _section(sheet: Sheet, label: str) -> None:
    if sheet.will_page_break(20):
        sheet.add_page()
    sheet.ln(3)
    sheet.write_line(label, 10, strong=True, height=5.6)


def _list(sheet: Sheet, one: dict[str, Any]) -> None:
    """A heading with its points."""
    _section(sheet, one["label"])
    sheet.ln(0.8)
    for line in one["lines"]:
        sheet.set_x(SIDE + 1.5)
        sheet.pen(10)
        sheet.cell(3.5, 5.4, "•")
        sheet.write_line(line, 10, height=5.4)
        sheet.set_x(SIDE)


def _table(sheet: Sheet, table: dict[str, Any]) -> None:
    """Everyone who comes, a line each; the head is repeated on every page."""
    sheet.ln(4)
    sheet.pen(9)
    sheet.set_fill_color(255, 255, 255)
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.2)
    with sheet.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=COLUMNS,
        line_height=4.8,
        padding=(1.6, 1.5, 1.6, 0),
        text_align="LEFT",
        headings_style=FontFace(emphasis="", color=QUIET),
        v_align="TOP",
    ) as drawn:
        drawn.row(table["head"])
        for line in table["rows"]:
            drawn.row(line)


def _money(sheet: Sheet, rows: Sequence[dict[str, Any]]) -> None:
    """Sums on the right; the last is what remains."""
    if not rows:
        return
    if sheet.will_page_break(8.5 * len(rows) + 8):
        sheet.add_page()
    sheet.ln(6)
    for place, row in enumerate(rows):
        strong = row["strong"]
        if place:
            sheet.rule(INK if strong else LINE, 0.45 if strong else 0.2)
        sheet.set_xy(SIDE, sheet.y + 2)
        sheet.pen(11.5 if strong else 10, strong=strong)
        sheet.cell(sheet.epw - 55, 5.4, row["label"])
        sheet.cell(55, 5.4, row["amount"], align="R")
        sheet.set_xy(SIDE, sheet.y + 7.4)
    sheet.ln(3)


def _fitted(sheet: Sheet, text: str, size: float, room: float) -> None:
    """One line, in smaller letters where it is too long."""
    while True:
        sheet.pen(size, strong=True)
        if size <= 7 or sheet.get_string_width(text) <= room:
            break
        size -= 0.5
    sheet.cell(room, 5.6, text)
