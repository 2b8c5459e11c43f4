"""Guides: a booking on their departure, its change or end, and the list of the group."""

from collections.abc import Mapping

from sqlalchemy import exists, func, select

from crm.flows import changes, values
from crm.flows.flow import Case, Flow, Stop, Verdict
from crm.models import GuideNotification, SeatAllocation, Tour
from templates_whatsapp import words

TEMPLATES = {
    "created": "guide_new_booking",
    "changed": "guide_booking_changed",
    "cancelled": "guide_booking_cancelled",
}
"""The event of a notification, and how it is told."""

MANIFEST = "guide_manifest"


def _notification(case: Case) -> GuideNotification:
    named = int(case.about["notification"])
    return case.session.get_one(GuideNotification, named, populate_existing=True)


def _still(case: Case) -> Verdict:
    notification = _notification(case)
    if notification.processed:
        return Stop("skipped")
    newer = (
        exists()
        .where(GuideNotification.booking_id == notification.booking_id)
        .where(GuideNotification.guide_id == notification.guide_id)
        .where(GuideNotification.id > notification.id)
    )
    # The later notice of the same booking tells how it is by now.
    return Stop("superseded") if case.session.scalar(select(newer)) else None


def _manifest(case: Case) -> Verdict:
    departure = case.departure
    if departure is None or departure.status == "cancelled":
        return Stop("booking_cancelled")
    if departure.guide_id != case.client.id:
        return Stop("superseded")
    if departure.starts_at <= case.now:
        return Stop("departed")
    return Stop("booking_over") if departure.seats_taken == 0 else None


def _people_now(case: Case, language: str) -> str:
    """How many are on the departure at this moment, by its live seats."""
    assert case.departure is not None  # noqa: S101  (guides are told of departures)
    seats = case.session.scalar(
        select(func.coalesce(func.sum(SeatAllocation.seats), 0)).where(
            SeatAllocation.tour_departure_id == case.departure.id,
            SeatAllocation.released_at.is_(None),
        )
    )
    return words.count("people", int(seats or 0), language)


def _title(case: Case, language: str) -> str:
    del language
    assert case.departure is not None  # noqa: S101  (guides are told of departures)
    return case.session.get_one(Tour, case.departure.tour_id).name


def _change(case: Case, language: str) -> str:
    notification = _notification(case)
    kind = "participants" if notification.seats_before is not None else "details"
    return changes.change_text(case, {"kind": kind}, language)


_VALUES = {
    "guide_name": lambda case, language: case.client.name,
    "client_name": lambda case, language: _notification(case).client_name,
    "trip_title": _title,
    "departure_text": values.departure_text,
    "seats_text": lambda case, language: words.count("places", _notification(case).seats, language),
    "seats_total_text": _people_now,
    "change_text": _change,
    "reference": lambda case, language: str(_notification(case).public_id),
}
FLOWS: Mapping[str, Flow] = {
    **{name: Flow(_still, _VALUES, keeps_quiet=changes.can_wait) for name in TEMPLATES.values()},
    MANIFEST: Flow(_manifest, _VALUES, document="manifest"),
}
