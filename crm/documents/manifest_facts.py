"""What a group list says: who comes, how to reach them, what to know of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm import local_time, phone
from crm.documents import heads, words
from crm.documents.heads import Facts, row
from crm.models import (
    Booking,
    BookingParticipant,
    Client,
    Organization,
    Tour,
    TourDeparture,
)


@dataclass(frozen=True)
class Party:
    """One booking of the departure."""

    booking: Booking
    client: Client
    people: Sequence[BookingParticipant]


@dataclass(frozen=True)
class Group:
    """A departure with everyone who goes."""

    organization: Organization
    tour: Tour
    departure: TourDeparture
    guide: Client | None
    parties: Sequence[Party]


def of(group: Group, language: str, version: int, now: datetime) -> Facts:
    """The facts of one version, in the guide's language."""
    departure = group.departure
    moment = heads.issued_text(now, group.organization.timezone, language)
    seats = sum(party.booking.num_participants for party in group.parties)
    return {
        "brand": heads.brand(group.organization),
        "corner_label": words.say("group", language),
        "corner": words.count("people", seats, language),
        "label": words.say("manifest", language),
        "title": group.tour.name,
        "subtitle": local_time.span_text(departure.departure_date, departure.end_date, language),
        "rows": _rows(group, language),
        "lists": [],
        "services": {"label": "", "rows": []},
        "table": _table(group, language),
        "money": [],
        "notes": [] if group.parties else [words.say("nobody", language)],
        "footer": words.say("version", language, version=version, moment=moment),
        "page": words.say("page", language, page="{page}", pages="{pages}"),
    }


def _rows(group: Group, language: str) -> list[Facts]:
    guide = group.guide.name if group.guide else ""
    rows = [
        heads.start_row(group.departure, language),
        row(words.say("meeting_point", language), group.departure.meeting_point),
        row(words.say("guide", language), guide),
    ]
    return [one for one in rows if one["lines"]]


def _table(group: Group, language: str) -> Facts:
    return {
        "head": [
            words.say("booking", language),
            words.say("traveller", language),
            words.say("phone", language),
            words.say("requirements", language),
        ],
        "rows": [line for party in group.parties for line in _lines(party, language)],
    }


def _lines(party: Party, language: str) -> list[list[str]]:
    """A line a person; the lead traveller's carries the code, the seats and the phone."""
    number = phone.display(party.client.phone) if party.client.phone else ""
    seats = words.count("seats", party.booking.num_participants, language)
    code = f"{party.booking.booking_code}\n{seats}"
    lines = [["", _name(one), "", _known(one, language)] for one in party.people]
    if not any(one.is_primary for one in party.people):
        lines.insert(0, ["", party.client.name, "", ""])
    unnamed = party.booking.num_participants - len(lines)
    lines += [["", words.say("unnamed", language), "", ""] for _ in range(unnamed)]
    lines[0][0], lines[0][2] = code, number
    return lines


def _name(one: BookingParticipant) -> str:
    return f"{one.first_name} {one.last_name}".strip()


def _known(one: BookingParticipant, language: str) -> str:
    age = words.count("years", one.age, language) if one.age is not None else ""
    return ", ".join(filter(None, (age, one.requirements)))
