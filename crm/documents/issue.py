"""Documents are issued: their facts are frozen in a row, with a version that grows.

The PDF is drawn from the facts whenever it is asked for (`draw`). The newest version of a kind
for its subject is the one that holds; an older one is kept for the record.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import booking_card, clients
from crm.booking_card import Card
from crm.documents import manifest_facts, receipt_facts, voucher_facts
from crm.documents.manifest_facts import Group, Party
from crm.models import (
    Booking,
    BookingParticipant,
    Client,
    Document,
    Organization,
    Payment,
    Tour,
    TourDeparture,
)


def voucher(session: Session, booking: Booking, now: datetime) -> Document:
    """A new version of the booking's voucher. The caller holds the booking."""
    session.flush()
    card = booking_card.read(session, booking)
    return _kept(session, _voucher(card, _version(newest_voucher(session, booking)), now))


def receipt(session: Session, payment: Payment, now: datetime) -> Document:
    """A new version of the payment's receipt. The caller holds its booking."""
    session.flush()
    card = booking_card.read(session, session.get_one(Booking, payment.booking_id))
    return _kept(session, _receipt(card, payment, _version(newest_receipt(session, payment)), now))


def after_money(
    session: Session, booking: Booking, payments: Sequence[Payment], now: datetime
) -> None:
    """Money came or went: a receipt for each payment, and a voucher that is out is replaced.

    The caller holds the booking; what the money did to it is done.
    """
    session.flush()
    card = booking_card.read(session, booking)
    for payment in payments:
        version = _version(newest_receipt(session, payment))
        _kept(session, _receipt(card, payment, version, now))
    last = newest_voucher(session, booking)
    if last is not None and booking.status in voucher_facts.ON_VOUCHER:
        _kept(session, _voucher(card, _version(last), now))


def manifest(session: Session, departure: TourDeparture, now: datetime) -> Document:
    """A new version of the departure's list, in the guide's language. Locks the departure."""
    session.flush()
    session.refresh(departure, with_for_update=True)
    return _kept(session, _manifest(session, departure, newest_manifest(session, departure), now))


def current_voucher(session: Session, card: Card, now: datetime) -> Document:
    """The newest voucher while it says what is true; else what would be issued now.

    Nothing is written: a change whose message has not gone out yet has issued nothing so far.
    """
    newest = newest_voucher(session, card.booking)
    fresh = _voucher(card, _version(newest), now)
    if newest is not None and _said(newest) == _said(fresh):
        return newest
    return fresh


def current_receipt(session: Session, card: Card, payment: Payment, now: datetime) -> Document:
    """The newest receipt of a payment; where none was issued yet, what would be."""
    return newest_receipt(session, payment) or _receipt(card, payment, 1, now)


def current_manifest(session: Session, departure: TourDeparture, now: datetime) -> Document:
    """The newest list while it says what is true; else what would be issued now."""
    newest = newest_manifest(session, departure)
    fresh = _manifest(session, departure, newest, now)
    return newest if newest is not None and _said(newest) == _said(fresh) else fresh


def newest_voucher(session: Session, booking: Booking) -> Document | None:
    """The voucher that holds now, if one was issued."""
    return session.scalar(
        select(Document)
        .where(Document.kind == "voucher", Document.booking_id == booking.id)
        .order_by(Document.version.desc())
        .limit(1)
    )


def newest_receipt(session: Session, payment: Payment) -> Document | None:
    """The receipt that holds now, if one was issued."""
    return session.scalar(
        select(Document)
        .where(Document.kind == "receipt", Document.payment_id == payment.id)
        .where(Document.booking_id == payment.booking_id)
        .order_by(Document.version.desc())
        .limit(1)
    )


def newest_manifest(session: Session, departure: TourDeparture) -> Document | None:
    """The group's list that holds now, if one was issued."""
    return session.scalar(
        select(Document)
        .where(Document.kind == "manifest", Document.tour_departure_id == departure.id)
        .order_by(Document.version.desc())
        .limit(1)
    )


def _voucher(card: Card, version: int, now: datetime) -> Document:
    return Document(
        organization_id=card.booking.organization_id,
        kind="voucher",
        booking_id=card.booking.id,
        language=card.language,
        version=version,
        facts=voucher_facts.of(card, version, now),
        issued_at=now,
    )


def _receipt(card: Card, payment: Payment, version: int, now: datetime) -> Document:
    return Document(
        organization_id=card.booking.organization_id,
        kind="receipt",
        booking_id=card.booking.id,
        payment_id=payment.id,
        language=card.language,
        version=version,
        facts=receipt_facts.of(card, payment, version, now),
        issued_at=now,
    )


def _manifest(
    session: Session, departure: TourDeparture, last: Document | None, now: datetime
) -> Document:
    group = _group(session, departure)
    default = group.organization.default_language
    language = clients.language_of(group.guide, default) if group.guide else default
    return Document(
        organization_id=departure.organization_id,
        kind="manifest",
        tour_departure_id=departure.id,
        language=language,
        version=_version(last),
        facts=manifest_facts.of(group, language, _version(last), now),
        issued_at=now,
    )


def _said(document: Document) -> dict[str, object]:
    """All that it says but its version and its time."""
    return {name: value for name, value in document.facts.items() if name != "footer"}


def _version(last: Document | None) -> int:
    return last.version + 1 if last else 1


def _kept(session: Session, document: Document) -> Document:
    session.add(document)
    session.flush()
    return document


def _group(session: Session, departure: TourDeparture) -> Group:
    """Everyone whose booking is confirmed, the earliest confirmed first."""
    found = session.execute(
        select(Booking, Client)
        .join(Client, Client.id == Booking.client_id)
        .where(
            Booking.tour_departure_id == departure.id, Booking.status.in_(voucher_facts.ON_VOUCHER)
        )
        .order_by(Booking.confirmed_at, Booking.id)
    ).all()
    people = session.scalars(
        select(BookingParticipant)
        .where(BookingParticipant.booking_id.in_([booking.id for booking, _ in found]))
        .order_by(BookingParticipant.is_primary.desc(), BookingParticipant.id)
    ).all()
    return Group(
        organization=session.get_one(Organization, departure.organization_id),
        tour=session.get_one(Tour, departure.tour_id),
        departure=departure,
        guide=session.get(Client, departure.guide_id) if departure.guide_id else None,
        parties=[
            Party(booking, client, [one for one in people if one.booking_id == booking.id])
            for booking, client in found
        ],
    )
