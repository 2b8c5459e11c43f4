"""Addresses under /files/ at which the provider fetches a file, and for how long."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Attachment, Booking, Document, FileLink, TourDeparture

TOKEN_BYTES = 16
LIVES = timedelta(hours=24)


def link(session: Session, document: Document, now: datetime) -> tuple[str, str]:
    """A new address of the document for 24 hours: its token and the file's name.

    The address is `/files/<token>/<name>`; the name is ASCII, as in `voucher_ALT-7K3M9Q.pdf`.
    """
    row = FileLink(document_id=document.id, file_name=name(session, document))
    return _kept(session, row, document.organization_id, now)


def link_upload(session: Session, attachment: Attachment, now: datetime) -> tuple[str, str]:
    """The same for a file that an agent has attached; what it is really called is told with it."""
    _, dot, ending = (attachment.file_name or "").rpartition(".")
    plain = re.sub("[^a-z0-9]", "", ending.lower()) if dot else ""
    row = FileLink(attachment_id=attachment.id, file_name=f"file.{plain}" if plain else "file")
    return _kept(session, row, attachment.organization_id, now)


def _kept(session: Session, row: FileLink, organization_id: int, now: datetime) -> tuple[str, str]:
    row.organization_id = organization_id
    row.token = secrets.token_urlsafe(TOKEN_BYTES)
    row.created_at, row.expires_at = now, now + LIVES
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


def find_upload(session: Session, token: str, file_name: str, now: datetime) -> Attachment | None:
    """The attached file of a live address; None as above."""
    return session.scalar(
        select(Attachment)
        .join(FileLink, FileLink.attachment_id == Attachment.id)
        .where(FileLink.token == token, FileLink.file_name == file_name, FileLink.expires_at > now)
    )


def name(session: Session, document: Document) -> str:
    """What the file is called where it is saved."""
    if document.booking_id is not None:
        code = session.get_one(Booking, document.booking_id).booking_code
        return f"{document.kind}_{code}.pdf"
    departure = session.get_one(TourDeparture, document.tour_departure_id)
    return f"{document.kind}_{departure.departure_date:%Y-%m-%d}.pdf"
