"""What a message carries beyond its words: the page behind its link, the document above it."""

from datetime import timedelta

from sqlalchemy import select, update

from crm import links
from crm.documents import files, issue
from crm.flows.flow import Case, Wait
from crm.models import Communication, Document, Payment, TourDeparture

BUSY_PAUSE = timedelta(seconds=1)
_PATHS = {"pay": "pay", "receipt": "receipt/"}
"""The offer and the trip are the token's own page."""


def page(case: Case, name: str) -> str:
    """The value of a link's address: the booking's token and the page of it."""
    token = links.token_of(case.session, case.booking, case.now)
    return f"{token}/{_PATHS.get(name, '')}{_receipt(case) if name == 'receipt' else ''}"


def _receipt(case: Case) -> str:
    named = case.about.get("payment")
    if named is None:
        return ""
    return f"{case.session.get_one(Payment, int(named)).public_id}.pdf"


def document(case: Case, kind: str) -> str | Wait:
    """The value of a document's address: a token for 24 hours and the file's name.

    Issued now, with what is true now; an earlier attempt's is taken again while it holds.
    """
    found = _earlier(case)
    if found is None:
        found = _manifest(case) if kind == "manifest" else _voucher(case)
    if found is None:
        return Wait(case.now + BUSY_PAUSE, "departure_busy")
    case.session.execute(
        update(Communication)
        .where(Communication.id == case.communication_id)
        .values(about={**case.about, "document": found.id})
    )
    return "/".join(files.link(case.session, found, case.now))


def _earlier(case: Case) -> Document | None:
    """The document of an attempt before this one, unless the booking has changed since."""
    named = case.about.get("document")
    found = case.session.get(Document, int(named)) if named else None
    if found is None or found.booking_id is None:
        return None
    return found if found.issued_at >= case.booking.updated_at else None


def _voucher(case: Case) -> Document:
    return issue.voucher(case.session, case.booking, case.now)


def _manifest(case: Case) -> Document | None:
    """None where the departure is being changed: a claim waits for nobody (crm.messages.claim)."""
    assert case.departure is not None  # noqa: S101  (lists are of departures)
    free = case.session.scalar(
        select(TourDeparture.id)
        .where(TourDeparture.id == case.departure.id)
        .with_for_update(skip_locked=True)
    )
    return issue.manifest(case.session, case.departure, case.now) if free else None
