"""Our words for a booking, in the language of the page; templates call them."""

from datetime import date, datetime
from urllib.parse import quote

from babel.dates import format_date

from crm import local_time, money
from crm.booking_card import Card
from crm.models import BookingItem, Payment
from crm.payments.due import Due
from pages import languages
from pages.languages import gettext as _, lazy as _l, ngettext

STATES = {
    "quote": _l("Offer"),
    "hold": _l("Seats are held"),
    "payment_pending": _l("Waiting for payment"),
    "confirmed": _l("Confirmed"),
    "paid": _l("Paid"),
    "completed": _l("Completed"),
    "expired": _l("Expired"),
    "cancelled": _l("Cancelled"),
}
TONES = {"confirmed": "ok", "paid": "ok", "expired": "bad", "cancelled": "bad"}

PARTS = {
    "deposit": _l("Deposit"),
    "balance": _l("Balance"),
    "installment": _l("To pay now"),
    "full": _l("To pay"),
}
METHODS = {
    "cash": _l("cash"),
    "card": _l("card"),
    "bank_transfer": _l("bank transfer"),
    "kaspi": "Kaspi",
    "mobile_money": _l("mobile money"),
    "paypal": "PayPal",
    "other": _l("other"),
}


def state(card: Card) -> str:
    """Where the booking stands."""
    return str(STATES[card.booking.status])


def tone(card: Card) -> str:
    """The colour of its state."""
    return TONES.get(card.booking.status, "")


def part(due: Due) -> str:
    """What the sum is: a deposit, the balance."""
    return str(PARTS[due.kind])


def method(payment: Payment) -> str:
    """How it was paid."""
    return str(METHODS[payment.payment_method])


def span(card: Card) -> str:
    """The days of the trip."""
    booking = card.booking
    return _together(
        local_time.span_text(booking.start_date, booking.end_date, languages.current())
    )


def seats(card: Card) -> str:
    """For how many."""
    return ngettext("%(num)d seat", "%(num)d seats", card.booking.num_participants)


def meeting(card: Card) -> str:
    """When and where, by the clock of the place."""
    departure = card.departure
    if departure is None or departure.departure_time is None:
        return _("Meeting point")
    place = local_time.place(departure.timezone, languages.current())
    at = f"{departure.departure_time:%H:%M}"
    return _("We meet at %(time)s, %(place)s", time=at, place=place)


def sum_of(amount: object, card: Card) -> str:
    """An amount in the booking's currency."""
    return money.text(amount, card.booking.currency, languages.current())  # type: ignore[arg-type]


def day(when: date) -> str:
    """5 September 2026."""
    return _together(local_time.date_text(when, languages.current()))


def moment(at: datetime, card: Card) -> str:
    """7 July, 18:00 (Almaty): by the client's clock."""
    return local_time.moment_text(at, card.zone, languages.current())


def when(item: BookingItem) -> str:
    """The local day and time of a service."""
    if item.starts_local is None:
        return ""
    told = str(format_date(item.starts_local.date(), "EEE, d MMMM", locale=languages.current()))
    at = item.starts_local.time()
    return f"{told}, {at:%H:%M}" if at.hour or at.minute else told


def beside(item: BookingItem) -> str:
    """The way, the provider and its reference."""
    ends = (item.from_place or item.from_iata, item.to_place or item.to_iata)
    way = " → ".join(filter(None, ends))
    ref = _("No. %(ref)s", ref=item.provider_ref) if item.provider_ref else ""
    return " · ".join(filter(None, (way, item.provider, ref)))


def chat(card: Card) -> str | None:
    """Where a press opens WhatsApp with the operator, the code typed already."""
    digits = "".join(sign for sign in card.sender_address or "" if sign.isdigit())
    return f"https://wa.me/{digits}?text={quote(card.booking.booking_code)}" if digits else None


def _together(told: str) -> str:
    """A date whose «г.» never begins a line."""
    return told.replace(" г.", "\u00a0г.")


def map_of(place: str) -> str:
    """Where a map shows the place."""
    return f"https://www.google.com/maps/search/?api=1&query={quote(place)}"
