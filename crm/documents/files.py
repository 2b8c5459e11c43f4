"""Addresses under /files/ at which the provider fetches a document, and for how long."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Booking, Document, FileLink, TourDeparture

TOKEN_BYTES = 16
LIVES = timedelta(hours=24)


def link(session: Session, document: Document, now: datetime) -> tuple[str, str]:
    """A new address of the document for 24 hours: its token and the file's name.

    The address is `/files/<token>/<name>`; the name is ASCII, as in `voucher_ALT-7K3M9Q.pdf`.
    """
    row = FileLink(
        organization_id=document.organization_id,
        document_id=document.id,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        file_name=name(session, document),
        created_at=now,
        expires_at=now + LIVES,
    )
    session.add(row)
    session.flush()
    return row.token, row.file_name


def find(session: Session, token: str, file_name: str, now: datetime) -> Document | None:
    """The document of a live address; None for unknown, misspelled and expired ones alike."""
    return session.scalar(
        select(Document)
        .join(FileLink, FileLink.document_id == Document.id)
        .where(FileLink.token == token, FileLink.file_name == file_name, FileLink.expires_at > now)
    )


def name(session: Session, document: Document) -> str:
    """What the file is called where it is saved."""
    if document.booking_id is not None:
        code = session.get_one(Booking, document.booking_id).booking_code
        return f"{document.kind}_{code}.pdf"
    departure = session.get_one(TourDeparture, document.tour_departure_id)
    return f"{document.kind}_{departure.departure_date:%Y-%m-%d}.pdf"
