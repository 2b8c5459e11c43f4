"""`flask payments import`."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.commands.conftest import Run
from tests.commands.trade import day, quoted, said, stock


def test_a_statement_is_shown_then_applied_then_known(
    seeded: Run, rows: Session, tmp_path: Path
) -> None:
    """Shown, it changes nothing; applied twice, it is applied once."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "bookings", "request", code)
    file = tmp_path / "kaspi.csv"
    file.write_text(
        "Дата;Сумма;Валюта;Референс;Плательщик;Назначение\n"
        f"{day(0)};225000;KZT;A1;Мария;Оплата {code}\n"
        f"{day(0)};5000;KZT;A2;Иван;Подарок\n"
        f"{day(0)};225000;KZT;A3;Мария;тур\n"
    )
    shown = said(seeded, "payments", "import", str(file))
    assert f"matched   KZT 225,000 for {code}" in shown
    assert "Accept it: --apply --accept 4" in shown
    assert "1 matched, 1 proposed, 1 refused. Nothing has changed." in shown
    assert rows.scalar(text("SELECT count(*) FROM payments")) == 0
    rows.rollback()
    assert "1 matched" in said(seeded, "payments", "import", str(file), "--apply")
    again = said(seeded, "payments", "import", str(file), "--apply")
    assert f"was applied to {code} before" in again
    assert rows.execute(text("SELECT status FROM bookings")).scalars().all() == ["confirmed"]
    assert rows.scalar(text("SELECT count(*) FROM payments")) == 1


def test_importing_is_a_managers_and_of_a_statement(seeded: Run, tmp_path: Path) -> None:
    """A file that is none is refused with a sentence."""
    seeded("users", "add", "d@example.com", "--password-stdin", stdin="a long enough password\n")
    file = tmp_path / "notes.csv"
    file.write_text("hello\n")
    mine = ("payments", "import", str(file), "--as", "d@example.com")
    assert "Importing a statement is a manager's" in said(seeded, *mine, code=1)
    assert "No line names the columns" in said(seeded, "payments", "import", str(file), code=1)
