"""Links: who has the token may look; looking changes nothing and is told to nobody."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

import now
from client_pages import visit as opening
from crm import links
from crm.documents import files, issue
from crm.models import Document
from tests.browser import Browser
from tests.client_pages import visits
from tests.client_pages.visits import HALF

PAGES = ("", "pay", "trip.ics", "voucher.pdf")


@pytest.mark.parametrize("page", PAGES)
def test_unknown_and_revoked_links_are_answered_alike(
    session: Session, app: Flask, page: str
) -> None:
    visit = visits.make(session, "confirmed")
    links.revoke(session, visit.booking, now.utc())
    session.commit()
    revoked = Browser(app).get(visit.path + page)
    unknown = Browser(app).get(f"/b/{'x' * 22}/{page}")
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert revoked.text == unknown.text
    assert "Эта ссылка не работает." in revoked.text
    assert "This link does not work." in revoked.text


@pytest.mark.parametrize("path", ["/b/", "/b/x", "/b/x/y/z", "/files/x", "/files/x/y.pdf"])
def test_what_is_no_page_is_a_plain_404(app: Flask, path: str) -> None:
    answer = Browser(app).get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert "Эта ссылка не работает." in answer.text


def test_the_address_is_kept_nowhere_and_told_to_nobody(session: Session, app: Flask) -> None:
    visit = visits.make(session, "confirmed")
    for path in (*(visit.path + page for page in PAGES), "/b/nothing/"):
        headers = Browser(app).get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_looking_changes_nothing(session: Session, app: Flask) -> None:
    """Robots that make previews open every address, some with HEAD."""
    visit = visits.make(session, "confirmed", paid=HALF)
    session.commit()
    before = _everything(session)
    for page in PAGES:
        assert Browser(app).get(visit.path + page).status_code == 200
        assert app.test_client().head(visit.path + page).status_code == 200
    assert _everything(session) == before


def test_pages_are_read_in_a_transaction_that_cannot_write(session: Session, app: Flask) -> None:
    """The database would refuse, whatever a view did."""
    made = visits.make(session, "confirmed")
    seen: list[str] = []
    with app.test_request_context(made.path):
        at = opening.begin(made.token)
        seen.append(str(at.session.scalar(text("SHOW transaction_read_only"))))
        opening.close(None)
    assert seen == ["on"]


def _everything(session: Session) -> str:
    tables = ("bookings", "documents", "payment_claims", "client_links", "tasks", "file_links")
    session.expire_all()
    return str(
        [session.scalars(text(f"SELECT t::text FROM {name} t ORDER BY 1")).all() for name in tables]
    )


def test_a_link_to_a_file_lives_a_day_and_answers_head_exactly(
    session: Session, app: Flask
) -> None:
    visit = visits.make(session, "confirmed")
    document = issue.voucher(session, visit.booking, now.utc())
    token, name = files.link(session, document, now.utc())
    old, _same = files.link(session, document, now.utc() - timedelta(hours=24))
    session.commit()
    head = app.test_client().head(f"/files/{token}/{name}")
    got = app.test_client().get(f"/files/{token}/{name}")
    for answer in (head, got):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f"inline; filename={name}"
        assert answer.headers["Content-Length"] == str(len(got.data))
    assert (head.data, got.data[:5]) == (b"", b"%PDF-")
    for path in (f"/files/{old}/{name}", f"/files/{token}/other.pdf"):
        assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("kind", ["voucher", "receipt", "manifest"])
def test_a_sample_is_there_for_reviewers(app: Flask, kind: str) -> None:
    answer = app.test_client().get(f"/files/sample/{kind}.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert app.test_client().get("/files/sample/other.pdf").status_code == 404


def test_the_newest_voucher_is_served_and_never_an_older_one(session: Session, app: Flask) -> None:
    visit = visits.make(session, "confirmed")
    first = issue.voucher(session, visit.booking, now.utc())
    session.commit()
    before = Browser(app).get(visit.path + "voucher.pdf").data
    visit.departure.meeting_point = "У цирка"
    session.commit()
    drafted = Browser(app).get(visit.path + "voucher.pdf").data
    second = issue.voucher(session, visit.booking, first.issued_at + timedelta(hours=1))
    session.commit()
    after = Browser(app).get(visit.path + "voucher.pdf").data
    assert len({before, drafted, after}) == 3
    assert session.scalars(select(Document.version).order_by(Document.version)).all() == [1, 2]
    assert second.version == 2


@pytest.mark.parametrize("status", ["quote", "hold", "payment_pending", "expired", "cancelled"])
def test_who_has_not_paid_has_no_voucher(session: Session, app: Flask, status: str) -> None:
    visit = visits.make(session, status)
    assert Browser(app).get(visit.path + "voucher.pdf").status_code == 404


def test_a_receipt_is_of_this_bookings_payments_only(session: Session, app: Flask) -> None:
    mine = visits.make(session, "confirmed", paid=HALF)
    other = visits.make(session, "confirmed", paid=HALF)
    html = Browser(app).get(mine.path).text
    path = html.partition(f'href="{mine.path}receipt/')[2].partition('"')[0]
    assert Browser(app).get(f"{mine.path}receipt/{path}").content_type == "application/pdf"
    assert Browser(app).get(f"{other.path}receipt/{path}").status_code == 404
