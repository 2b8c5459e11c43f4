"""The operator's habits: each page saves what it shows, and refuses nonsense in its form."""

from datetime import time
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import AuditEntry, Organization
from tests.browser import Browser
from tests.inbox.offices import Office

SETTINGS = "/inbox/settings"


class Form(HTMLParser):
    """The fields of the page's own form, as a browser would send them back."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.area = self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What is not ticked is not sent."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "deed" in given.get("class", "")
        if not self.inside:
            return
        if tag == "textarea":
            self.area = given["name"]
            self.fields[self.area] = [""]
        if tag == "select":
            self.select = given["name"]
        if tag == "option" and "selected" in given:
            self.fields[self.select] = [given["value"]]
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and ticked and given.get("name"):
            self.fields.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        """A textarea's text."""
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        """Its end."""
        if tag == "textarea":
            self.area = ""


def send(browser: Browser, page: str, **changed: str) -> int:
    """Open a page, change some of its fields, and save it."""
    fields = Form(browser.get(f"{SETTINGS}/{page}").text).fields
    fields |= {name: [value] for name, value in changed.items()}
    fields.pop("csrf_token")
    return browser.post(f"{SETTINGS}/{page}", **fields).status_code


CHANGED = [
    (
        "working-hours",
        {"sunday_from": "10:00", "sunday_until": "24:00", "monday_from": "", "monday_until": ""},
        "working_hours",
        None,
    ),
    ("working-hours", {"timezone": "Europe/Moscow"}, "timezone", "Europe/Moscow"),
    ("quiet-hours", {"quiet_from": "22:30"}, "quiet_start", time(22, 30)),
    ("quiet-hours", {"off": "yes"}, "quiet_start", time(0)),
    ("reminders", {"reminder_offsets": "-5, 1"}, "reminder_offsets", [-5, 1]),
    ("reminders", {"reminder_offsets": ""}, "reminder_offsets", []),
    ("reminders", {"reminder_time": "11:15"}, "reminder_time", time(11, 15)),
    ("deposits", {"deposit_percent": "33,5"}, "deposit_percent", Decimal("33.5")),
    ("deposits", {"hold_hours": "12"}, "hold_minutes", 720),
    ("deposits", {"overdue_cancel_days": "7"}, "overdue_cancel_days", 7),
    ("deposits", {"pays_on_site": "yes"}, "pays_on_site", True),
    ("languages", {"languages": "ru"}, "languages", ["ru"]),
    ("languages", {"default_region": "ru"}, "default_region", "RU"),
    ("payment", {"payment_details": "IBAN 1\nKaspi"}, "payment_details", "IBAN 1\nKaspi"),
    ("payment", {"privacy_url": "https://d.kz/privacy"}, "privacy_url", "https://d.kz/privacy"),
]


@pytest.mark.parametrize(("page", "typed", "column", "value"), CHANGED)
def test_a_page_saves_what_is_typed_with_what_was(
    office: Office,
    admin: Browser,
    session: Session,
    page: str,
    typed: dict[str, str],
    column: str,
    value: object,
) -> None:
    assert send(admin, page, **typed) == 303
    session.refresh(office.organization)
    if value is not None:
        assert getattr(office.organization, column) == value
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject.partition(":")[0]) == (
        "organization.changed",
        "organizations",
    )
    assert column in entry.facts["changed"]


PAGES = ("working-hours", "quiet-hours", "reminders", "deposits", "languages", "payment")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_saved_as_it_was_changes_nothing(
    office: Office, admin: Browser, session: Session, page: str
) -> None:
    """What a form shows is what it reads."""
    assert send(admin, page) == 303
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.facts == {"changed": {}}


def test_holds_that_are_no_whole_hours_are_shown_in_minutes(
    office: Office, admin: Browser, session: Session
) -> None:
    office.organization.hold_minutes = 90
    session.commit()
    assert send(admin, "deposits") == 303
    session.refresh(office.organization)
    assert office.organization.hold_minutes == 90


def test_a_closed_day_has_no_times(office: Office, admin: Browser, session: Session) -> None:
    send(
        admin,
        "working-hours",
        monday_from="",
        monday_until="",
        sunday_from="10:00",
        sunday_until="24:00",
    )
    session.refresh(office.organization)
    hours = session.get_one(Organization, office.organization.id).working_hours
    assert ("monday" in hours, hours["sunday"]) == (False, ["10:00", "24:00"])


NONSENSE = [
    ("working-hours", {"monday_from": "late"}),
    ("working-hours", {"monday_until": ""}),
    ("working-hours", {"monday_from": "19:00"}),
    ("working-hours", {"timezone": "Moon/Base"}),
    ("quiet-hours", {"quiet_from": ""}),
    ("reminders", {"reminder_offsets": "monday"}),
    ("deposits", {"deposit_percent": "120"}),
    ("deposits", {"default_currency": "KZZ"}),
    ("languages", {"default_language": "xx"}),
    ("payment", {"payment_link": "javascript:alert({code})"}),
]


@pytest.mark.parametrize(("page", "typed"), NONSENSE)
def test_nonsense_is_refused_and_changes_nothing(
    admin: Browser, session: Session, page: str, typed: dict[str, str]
) -> None:
    assert send(admin, page, **typed) == 422
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_page_refuses_in_its_own_words_and_not_in_those_of_a_command(admin: Browser) -> None:
    answer = admin.post(f"{SETTINGS}/quiet-hours", quiet_from="late", quiet_until="09:00")
    assert "are no quiet hours. Write them as 21:00-09:00.</h1>" in answer.text
