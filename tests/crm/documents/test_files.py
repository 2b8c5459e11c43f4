"""Addresses of documents for the provider."""

from datetime import timedelta

from sqlalchemy.orm import Session

from crm.documents import files, issue
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
