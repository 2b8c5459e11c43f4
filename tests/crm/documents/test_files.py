"""Addresses of documents for the provider."""

from datetime import timedelta

from sqlalchemy.orm import Session

from crm.documents import files, issue
from crm.models import Attachment
from tests import factories
from tests.crm.documents import trips
from tests.factories import NOW


def test_an_address_leads_to_its_document_for_a_day(session: Session) -> None:
    trip = trips.make(session)
    document = issue.voucher(session, trip.booking, NOW)
    token, name = files.link(session, document, NOW)
    assert name == f"voucher_{trip.booking.booking_code}.pdf"
    assert name.isascii()
    assert len(token) == 22
    just = NOW + timedelta(hours=24)
    assert files.find(session, token, name, just - timedelta(seconds=1)) == document
    assert files.find(session, token, name, just) is None
    assert files.find(session, token, "other.pdf", NOW) is None
    assert files.find(session, "x" * 22, name, NOW) is None


def test_a_list_is_named_for_its_day(session: Session) -> None:
    trip = trips.make(session)
    manifest = issue.manifest(session, trip.departure, NOW)
    assert files.name(session, manifest) == "manifest_2026-09-05.pdf"


def test_an_address_leads_to_an_attached_file_for_a_day(session: Session) -> None:
    """Its ending is kept, so that phones know what it is; its name is told apart from it."""
    upload = upload_of(session)
    token, name = files.link_upload(session, upload, NOW)
    assert name == "file.pdf"
    assert files.find_upload(session, token, name, NOW + timedelta(hours=23)) == upload
    assert files.find_upload(session, token, name, NOW + timedelta(hours=24)) is None
    assert files.find(session, token, name, NOW) is None


def upload_of(session: Session) -> Attachment:
    """A file that an agent has attached."""
    ours = factories.make_organization(session)
    client = factories.make_client(session, ours)
    talk = factories.make_conversation(session, factories.make_sender(session, ours), client)
    message = factories.make_outbound(session, talk)
    stored = {"state": "stored", "storage_key": "a" * 64, "file_name": "Программа.PDF"}
    return factories.make_attachment(session, message, **stored)
