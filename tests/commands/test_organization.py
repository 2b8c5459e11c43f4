"""`flask organization …`."""

from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Organization
from tests.commands.conftest import Run


def one(rows: Session) -> Organization:
    """The only organization."""
    return rows.scalars(select(Organization)).one()


def test_show_has_the_plain_defaults(seeded: Run) -> None:
    """Monday to Saturday, quiet at night."""
    output = seeded("organization", "show").output
    assert "working-hours     mon-sat 09:00-18:00; sun closed\n" in output
    assert "quiet-hours       21:00-09:00\n" in output


def test_set_changes_what_is_named_and_shows_it(seeded: Run, rows: Session) -> None:
    """Everything at once."""
    result = seeded(
        *("organization", "set", "--name", "Silk Road Tours", "--timezone", "europe/berlin"),
        *("--languages", "en", "--default-language", "EN", "--default-region", "de"),
        *("--working-hours", "mon-fri 10:00-19:00", "--quiet-hours", "22:00 - 8:00"),
        *("--privacy-url", "https://silkroad.example/privacy"),
    )
    assert "timezone          Europe/Berlin\n" in result.output
    row = one(rows)
    assert (row.name, row.languages, row.default_language) == ("Silk Road Tours", ["en"], "en")
    assert (row.default_region, row.quiet_start, row.quiet_end) == ("DE", time(22), time(8))
    assert row.working_hours["friday"] == ["10:00", "19:00"]
    assert (row.privacy_url, "saturday" in row.working_hours) == (
        "https://silkroad.example/privacy",
        False,
    )


def test_quiet_hours_of_no_length_are_off(seeded: Run) -> None:
    """Whichever way that is said."""
    for typed in ("off", "08:00-08:00", "00:00-00:00"):
        output = seeded("organization", "set", "--quiet-hours", typed).output
        assert "quiet-hours       off" in output


NONSENSE = [
    ("--quiet-hours", "00:00-24:00", "Quiet hours of the whole day"),
    ("--quiet-hours", "00:00-23:59", "Quiet hours of the whole day"),
    ("--quiet-hours", "late", "“late” are no quiet hours"),
    ("--quiet-hours", "21:00-24:30", "are no quiet hours"),
    ("--timezone", "Almaty", "“Almaty” is no time zone"),
    ("--languages", "en,fr", "“fr” is no language of ours"),
    ("--languages", "en", "The default language is ru"),
    ("--default-language", "kk", "“kk” is no language of ours"),
    ("--default-region", "Kazakhstan", "“Kazakhstan” is no country"),
    ("--working-hours", "daily", "“daily” is not days and hours"),
    ("--privacy-url", "our site", "“our site” is no address"),
    ("--name", " ", "A name has letters"),
]


def test_nonsense_is_refused_with_a_sentence(seeded: Run, rows: Session) -> None:
    """And the good value beside it is not taken either."""
    before = one(rows).updated_at
    for option, typed, sentence in NONSENSE:
        good = ("--name", "X1") if option != "--name" else ("--languages", "ru")
        result = seeded("organization", "set", *good, option, typed)
        assert (result.exit_code, sentence in result.output) == (1, True), result.output
    rows.expire_all()
    assert one(rows).updated_at == before
