"""Departures and the bookings on them in words: when, where, how full, in which state."""

from datetime import date, datetime, time
from decimal import Decimal

from flask_babel import format_date

from crm import local_time
from crm.bookings.group import Party
from crm.departures import AHEAD
from crm.guides import Answer
from crm.models import Booking, Tour, TourDeparture
from inbox import times
from inbox.bookings import words as booking_words
from inbox.money import words as money_words
from pages.languages import current, gettext as _, lazy as _l, ngettext

STATES = {
    "scheduled": ("plain", _l("Not on sale")),
    "open": ("ok", _l("On sale")),
    "closed": ("plain", _l("Closed for sale")),
    "cancelled": ("bad", _l("Called off")),
    "departed": ("info", _l("Under way")),
    "completed": ("plain", _l("Ended")),
}
SEATS = {
    "paid": _l("Seats paid"),
    "confirmed": _l("Seats confirmed"),
    "payment_pending": _l("Seats held"),
    "hold": _l("Seats held"),
}
KINDS = {"tour": _l("Tour"), "session": _l("Session"), "retreat": _l("Retreat")}

NOTHING = Decimal(0)

Chip = tuple[str, str]
"""Tone and word."""


def day(of: date) -> str:
    """Fri, 21 Aug."""
    return str(format_date(of, "EEE, d MMM", rebase=False))


def whole_day(of: date) -> str:
    """Friday, 21 August 2026."""
    return str(format_date(of, "EEEE, d MMMM y", rebase=False))


def short_day(of: date) -> str:
    """4 Sep."""
    return str(format_date(of, "d MMM", rebase=False))


def clock(departure: TourDeparture) -> str:
    """06:00 Almaty; the place alone where no time is fixed."""
    place = times.place(departure.timezone)
    at = departure.departure_time
    return f"{at:%H:%M} {place}" if at else place


def when(departure: TourDeparture) -> str:
    """Fri, 21 August 2026, 06:00 (Almaty)."""
    return when_at(departure.departure_date, departure.departure_time, departure.timezone)


def when_at(first: date, at: time | None, zone: str) -> str:
    """The same of a day that no departure has yet."""
    told, place = local_time.weekday_text(first, current()), times.place(zone)
    return f"{told}, {at:%H:%M} ({place})" if at else f"{told} ({place})"


def local(at: datetime) -> str:
    """21 Aug, 06:00: as the clock where it is shows it."""
    return f"{short_day(at.date())}, {at:%H:%M}"


def change(value: Decimal, currency: str) -> str:
    """What is added, with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + money_words.sum_of(abs(value), currency)


def seats_taken(departure: TourDeparture) -> str:
    """8 of 12 seats taken."""
    return _(
        "%(taken)s of %(seats)s seats taken",
        taken=departure.seats_taken,
        seats=departure.capacity,
    )


def seats_free(departure: TourDeparture) -> str:
    """4 seats free."""
    return ngettext("%(num)d seat free", "%(num)d seats free", departure.available_seats)


def state(departure: TourDeparture, now: datetime) -> Chip:
    """What it is for whoever sells it."""
    if departure.status in AHEAD:
        if departure.starts_at <= now:
            over = local_time.ends_at(departure.end_date, departure.timezone) <= now
            return _chip(STATES["completed" if over else "departed"])
        if departure.status == "open" and departure.available_seats <= 0:
            return "plain", _("Full")
    return _chip(STATES[departure.status])


def booking_state(booking: Booking) -> Chip:
    """A booking's status; a hold with its deadline."""
    tone, word = booking_words.tone(booking.status), booking_words.state(booking.status)
    if booking.hold_expires_at is not None:
        return tone, _("Held until %(moment)s", moment=times.dated(booking.hold_expires_at))
    return tone, word


def answer(of: Answer) -> Chip | None:
    """Whether the guide has said that they know; None where there was nothing to tell."""
    if not of.notices:
        return None
    if of.acknowledged == of.notices:
        return "ok", _("acknowledged")
    if of.told == of.notices:
        return "warn", _("no answer yet")
    return "bad", _("not told yet")


def reached(party: Party) -> Chip:
    """How a message would find the client."""
    if party.reached == "opted_out":
        return "bad", _("Asked not to be written to: call")
    if party.reached == "no_number":
        return "bad", _("No number: call or write an e-mail")
    return "info", _("By WhatsApp")


def people(count: int) -> str:
    """4 people."""
    return ngettext("%(num)d person", "%(num)d people", count)


def age(years: int) -> str:
    """9 years."""
    return ngettext("%(num)d year", "%(num)d years", years)


def lasts(tour: Tour) -> str:
    """3 days, 90 minutes."""
    if tour.duration_days is not None:
        return ngettext("%(num)d day", "%(num)d days", tour.duration_days)
    return ngettext("%(num)d minute", "%(num)d minutes", tour.duration_minutes or 0)


def counted(parties: list[Party]) -> list[tuple[str, int]]:
    """How many seats are paid, confirmed, held: those that there are."""
    seats = dict.fromkeys(map(str, SEATS.values()), 0)
    for party in parties:
        if party.booking.status in SEATS:
            seats[str(SEATS[party.booking.status])] += party.booking.num_participants
    return [(word, count) for word, count in seats.items() if count]


def _chip(of: tuple[str, object]) -> Chip:
    return of[0], str(of[1])
