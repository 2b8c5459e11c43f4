"""A line of a booking as a form has it: what each kind asks for, and back to the line."""

from typing import Any

from crm import money
from crm.bookings.line import Line
from inbox import fields
from inbox.bookings import words as booking_words
from inbox.fields import Form
from pages.languages import lazy as _l

DETAILS: dict[str, dict[str, tuple[object, str]]] = {
    "flight": {
        "flight_number": (_l("Flight number"), "text"),
        "carrier": (_l("Airline"), "text"),
        "cabin": (_l("Cabin"), "text"),
        "passengers": (_l("Passengers"), "number"),
    },
    "hotel": {
        "rooms": (_l("Rooms"), "number"),
        "room_type": (_l("Room"), "text"),
        "board": (_l("Board"), "text"),
        "city": (_l("City"), "text"),
    },
    "car": {
        "vehicle": (_l("Vehicle"), "text"),
        "driver_name": (_l("Driver"), "text"),
        "driver_phone": (_l("Driver's phone"), "text"),
    },
    "transfer": {
        "vehicle": (_l("Vehicle"), "text"),
        "driver_name": (_l("Driver"), "text"),
        "driver_phone": (_l("Driver's phone"), "text"),
        "capacity": (_l("Seats in it"), "number"),
    },
    "experience": {
        "category": (_l("Category"), "text"),
        "duration_hours": (_l("Hours"), "number"),
        "group_size": (_l("Group size"), "number"),
        "includes": (_l("Included, one a line"), "textarea"),
    },
    "tour": {"participants": (_l("Participants"), "number")},
}
"""By kind, the details that only it has: the label and the kind of field."""

ASKED = ("transfer", "hotel", "flight", "car", "experience", "tour", "fee", "discount", "tax")
"""The kinds that can be added, the commonest first."""


def chosen() -> list[tuple[str, object]]:
    """The kinds as pairs for a choice."""
    return [(kind, booking_words.KINDS[kind]) for kind in ASKED]


def read(form: Form, currency: str) -> Line:
    """A whole line. Raises ValueRefused, AmountRefused; the rules look at the rest."""
    kind = form.get("kind", "")
    return Line(
        kind=kind,
        title=form.get("title", "").strip(),
        unit_price=money.parse(form.get("price", ""), currency),
        quantity=fields.count(form, "quantity", 1),
        **told(form, kind),
    )


def told(form: Form, kind: str) -> dict[str, Any]:
    """What is known of it beside its price."""
    found: dict[str, Any] = {
        name: fields.words(form, name) for name in ("provider", "provider_ref", "timezone")
    }
    found["starts_local"] = fields.local_time(form, "starts")
    found["ends_local"] = fields.local_time(form, "ends")
    ends = ("from_iata", "to_iata") if kind == "flight" else ("from_place", "to_place")
    found |= dict(zip(ends, (fields.words(form, "from"), fields.words(form, "to")), strict=True))
    return found | {"details": _details(form, kind)}


def _details(form: Form, kind: str) -> dict[str, Any]:
    """Only what was filled in; numbers and lists are made such by the rules of the kind."""
    found: dict[str, Any] = {}
    for name, (_label, shape) in DETAILS.get(kind, {}).items():
        typed = fields.words(form, f"d-{kind}-{name}")
        if typed is not None:
            found[name] = typed.splitlines() if shape == "textarea" else typed
    return found
