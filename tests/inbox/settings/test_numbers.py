"""WhatsApp numbers: what to give Twilio, whether the way in works, and no secret."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm import senders, webhook_refusals
from crm.models import AuditEntry, WhatsappSender
from tests import factories
from tests.browser import BASE, Browser
from tests.inbox.offices import Office

PAGE = "/inbox/settings/numbers"


def entry(session: Session) -> AuditEntry:
    """The last thing the log says."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_the_addresses_for_twilio_stand_on_the_page_and_no_secret(
    admin: Browser, app: Flask
) -> None:
    html = admin.get(PAGE).text
    assert f'value="{BASE}/webhooks/twilio/messages#rc=3&amp;rp=all"' in html
    assert f'value="{BASE}/webhooks/twilio/status#rc=3&amp;rp=all"' in html
    settings = app.extensions["runtime"].settings
    for secret in (settings.twilio_auth_token, settings.secret_key, settings.twilio_account_sid):
        assert f">{secret}" not in html
        assert f'"{secret}"' not in html


def test_before_a_test_nothing_is_called_well(admin: Browser) -> None:
    html = admin.get(PAGE).text
    assert "Not tested yet" in html
    assert "All tests pass" not in html


def test_what_each_number_has_carried_today_stands_in_the_list(
    office: Office, admin: Browser, session: Session
) -> None:
    factories.make_communication(session, office.conversation, created_at=now.utc())
    factories.make_sender(session, office.organization)
    session.commit()
    html = admin.get(PAGE).text
    assert "</span>2 / 0</td>" in html, "one more than the office's first"
    assert "</span>0 / 0</td>" in html


def test_the_way_in_is_tested_and_each_line_says_what_was_found(
    office: Office, admin: Browser, app: Flask, session: Session
) -> None:
    """Both ways, at the address that Twilio is given."""
    answer = admin.post(f"{PAGE}/{office.sender.id}/test", key="k")
    assert answer.headers["Location"] == f"{PAGE}/{office.sender.id}"
    url = f"{BASE}/webhooks/twilio/messages"
    assert app.extensions["runtime"].provider.called == [(url, True), (url, False)]
    html = admin.get(PAGE).text
    assert "A signed request passes" in html
    assert "A wrongly signed request is not refused" in html, "nothing counted it here"
    assert "1 test fails" in html
    assert entry(session).action == "sender.tested"


def test_what_twilio_signed_stands_beside_what_was_expected(
    office: Office, admin: Browser, session: Session
) -> None:
    office.conversation.last_inbound_at = None
    signed = "http://crm.example.com:80/webhooks/twilio/messages?<b>"
    webhook_refusals.note(session, "provider", 1, f"{BASE}/x", signed, now.utc())
    session.commit()
    html = admin.get(PAGE).text
    assert "last request did not pass" in html
    assert "http://crm.example.com:80/webhooks/twilio/messages?&lt;b&gt;" in html


def test_a_number_is_added_named_and_given_its_rate(
    office: Office, admin: Browser, session: Session
) -> None:
    added = admin.post(f"{PAGE}/add", address="+14155238886", name="Sandbox", key="k")
    number = senders.find(session, "+14155238886")
    assert added.headers["Location"] == f"{PAGE}/{number.id}"
    path = f"{PAGE}/{number.id}/change"
    assert admin.post(path, name="Try out", rate="1,5", key="k2").status_code == 303
    session.refresh(number)
    assert (number.name, number.rate_per_second) == ("Try out", 1.5)
    assert entry(session).facts["changed"]["rate"] == ["80", "1.5"]


def test_nonsense_is_refused(office: Office, admin: Browser, session: Session) -> None:
    path = f"{PAGE}/{office.sender.id}/change"
    for name, rate in (("", "1"), ("Main", "fast"), ("Main", "0"), ("Main", "nan")):
        assert admin.post(path, name=name, rate=rate, key="k").status_code == 422
    for address in ("12", office.sender.address):
        assert admin.post(f"{PAGE}/add", address=address, name="X", key="k").status_code == 422
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_paused_number_says_why_and_sends_again(
    office: Office, admin: Browser, session: Session
) -> None:
    senders.pause(session, office.sender.id, "20003", "no money", now.utc())
    session.commit()
    assert "no money (20003)" in admin.get(f"{PAGE}/{office.sender.id}").text
    assert admin.post(f"{PAGE}/{office.sender.id}/resume", key="k").status_code == 303
    session.expire_all()
    assert session.get_one(WhatsappSender, office.sender.id).paused_at is None
    assert entry(session).action == "sender.resumed"


def test_without_a_number_the_page_says_what_to_do(
    office: Office, outsider: Browser, session: Session
) -> None:
    office.outsider.role = "admin"
    session.commit()
    assert "nobody can write to you" in outsider.get(PAGE).text
