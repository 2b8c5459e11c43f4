"""`flask organization …`."""

from datetime import time
from decimal import Decimal
from pathlib import Path

from PIL import Image
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
    assert "working-hours          mon-sat 09:00-18:00; sun closed\n" in output
    assert "quiet-hours            21:00-09:00\n" in output


def test_set_changes_what_is_named_and_shows_it(seeded: Run, rows: Session) -> None:
    """Everything at once."""
    result = seeded(
        *("organization", "set", "--name", "Silk Road Tours", "--timezone", "europe/berlin"),
        *("--languages", "en", "--default-language", "EN", "--default-region", "de"),
        *("--working-hours", "mon-fri 10:00-19:00", "--quiet-hours", "22:00 - 8:00"),
        *("--privacy-url", "https://silkroad.example/privacy"),
    )
    assert "timezone               Europe/Berlin\n" in result.output
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
        assert "quiet-hours            off" in output


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


def test_what_bookings_and_payments_follow_is_set_in_words(seeded: Run, rows: Session) -> None:
    """And shown as it may be typed again."""
    result = seeded(
        *("organization", "set", "--default-currency", "kes", "--hold-hours", "12"),
        *("--grace-minutes", "30", "--deposit-percent", "33,5%", "--balance-due-days", "14"),
        *("--quote-valid-days", "5", "--reminder-offsets", "2, 0 −7", "--reminder-time", "9:30"),
        *("--overdue-cancel-days", "7", "--pays-on-site", "yes", "--hide-prices", "yes"),
        *("--payment-link", "https://pay.example.com/o?c={code}&s={amount}"),
        *("--payment-details", r"IBAN  KZ86 125K \n\nKaspi Bank", "--brand-color", "8e1b15"),
        *("--office-phone", "8 727 212 34 56"),
    )
    row = one(rows)
    assert (row.default_currency, row.hold_minutes, row.grace_minutes) == ("KES", 720, 30)
    assert (row.deposit_percent, row.balance_due_days) == (Decimal("33.5"), 14)
    assert (row.reminder_offsets, row.reminder_time) == ([-7, 0, 2], time(9, 30))
    assert (row.overdue_cancel_days, row.pays_on_site, row.hide_prices) == (7, True, True)
    assert row.payment_details == "IBAN KZ86 125K\nKaspi Bank"
    assert (row.brand_color, row.office_phone) == ("#8E1B15", "+77272123456")
    assert "payment-link           https://pay.example.com/o?c={code}&s={amount}\n" in result.output
    assert "deposit-percent        33.5\n" in result.output


def test_settings_are_taken_back(seeded: Run, rows: Session) -> None:
    """Never, off, none."""
    seeded("organization", "set", "--overdue-cancel-days", "7", "--office-phone", "+77272123456")
    result = seeded(
        *("organization", "set", "--overdue-cancel-days", "never", "--reminder-offsets", "off"),
        *("--payment-link", "", "--payment-details", "", "--office-phone", "", "--logo", "none"),
    )
    row = one(rows)
    assert (row.overdue_cancel_days, row.reminder_offsets, row.office_phone) == (None, [], None)
    assert "overdue-cancel-days    never\n" in result.output


MORE_NONSENSE = [
    ("--default-currency", "KZZ", "is no currency"),
    ("--hold-hours", "0", "is no number of hours between 1 and 720"),
    ("--hold-minutes", "day", "is no number of minutes"),
    ("--deposit-percent", "120", "is no percentage"),
    ("--deposit-percent", "33.333", "is no percentage"),
    ("--reminder-offsets", "monday", "are no days from a due date"),
    ("--reminder-offsets", "-400", "none more than 90 days"),
    ("--reminder-time", "25:00", "is no time of a day"),
    ("--overdue-cancel-days", "soon", "Or say never."),
    ("--pays-on-site", "maybe", "neither yes nor no"),
    ("--payment-link", "http://pay.example.com/{code}", "is no address"),
    ("--payment-link", "https://{code}.example.com/", "is no address"),
    ("--payment-link", "javascript:alert({code})", "is no address"),
    ("--payment-link", "https://pay.example.com/{name}", "{code} and {amount}"),
    ("--payment-link", "https://pay.example.com/{code", "{code} and {amount}"),
    ("--brand-color", "green", "is no colour"),
    ("--brand-color", "#FFE600", "too light"),
    ("--office-phone", "123", "too few digits"),
    ("--logo", "/nowhere/logo.png", "No such file"),
]


def test_nonsense_in_settings_of_bookings_is_refused(seeded: Run, rows: Session) -> None:
    """Each with its sentence, and nothing is taken."""
    before = one(rows).updated_at
    for option, typed, sentence in MORE_NONSENSE:
        result = seeded("organization", "set", "--name", "X1", option, typed)
        assert (result.exit_code, sentence in result.output) == (1, True), (option, result.output)
    rows.expire_all()
    assert one(rows).updated_at == before


def test_a_logo_is_taken_from_a_file(seeded: Run, rows: Session, tmp_path: Path) -> None:
    """Judged by its content, not by its name."""
    Image.new("RGB", (40, 20), "#0B6B5D").save(tmp_path / "logo", "PNG")
    (tmp_path / "logo.png").write_text("<svg/>")
    assert seeded("organization", "set", "--logo", str(tmp_path / "logo.png")).exit_code == 1
    result = seeded("organization", "set", "--logo", str(tmp_path / "logo"))
    assert "logo                   set\n" in result.output
    assert one(rows).brand_logo_key is not None
