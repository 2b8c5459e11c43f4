"""Tours: what the operator sells; made and changed by hand."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import money
from crm.errors import NotFound, ValueRefused
from crm.models import Organization, Tour

KINDS = ("tour", "session", "retreat")
LONGEST_NAME = 120


def add(
    session: Session, organization: Organization, wanted: Mapping[str, Any], now: datetime
) -> Tour:
    """A new tour from its name, kind, base_price, currency, capacity and duration.

    Raises ValueRefused or AmountRefused naming what is wrong.
    """
    values = _checked(session, organization, wanted)
    tour = Tour(organization_id=organization.id, created_at=now, updated_at=now, **values)
    session.add(tour)
    session.flush()
    return tour


def change(
    session: Session,
    organization: Organization,
    tour: Tour,
    wanted: Mapping[str, Any],
    now: datetime,
) -> None:
    """Make it as wanted, for departures added from now on; those there are stay as they are.

    Raises ValueRefused or AmountRefused naming what is wrong.
    """
    for name, value in _checked(session, organization, wanted, tour).items():
        setattr(tour, name, value)
    tour.active, tour.updated_at = bool(wanted.get("active", True)), now
    session.flush()


def by_public_id(session: Session, organization: Organization, public_id: UUID) -> Tour:
    """The tour of an address. Raises NotFound."""
    found = session.scalar(
        select(Tour).where(Tour.public_id == public_id, Tour.organization_id == organization.id)
    )
    if found is None:
        raise NotFound("There is no such tour.")
    return found


def listed(session: Session, organization: Organization) -> list[Tour]:
    """The organization's tours by name."""
    return list(
        session.scalars(
            select(Tour).where(Tour.organization_id == organization.id).order_by(Tour.name)
        )
    )


def find(session: Session, organization: Organization, named: str) -> Tour:
    """A tour by its id or name. Raises NotFound."""
    wanted = named.strip()
    every = listed(session, organization)
    found = [
        tour for tour in every if wanted == str(tour.id) or wanted.lower() == tour.name.lower()
    ]
    if not found:
        found = [tour for tour in every if wanted.lower() in tour.name.lower()]
    if len(found) != 1:
        raise _unclear(named, are_several=bool(found))
    return found[0]


def _unclear(named: str, *, are_several: bool) -> NotFound:
    if are_several:
        return NotFound("“%(named)s” fits several tours. Name one by its number.", named=named)
    return NotFound(
        "There is no tour “%(named)s”.", hint="`flask tours list` shows them.", named=named
    )


def _checked(
    session: Session,
    organization: Organization,
    wanted: Mapping[str, Any],
    itself: Tour | None = None,
) -> dict[str, Any]:
    name = " ".join(str(wanted.get("name", "")).split())
    if not any(sign.isalnum() for sign in name) or len(name) > LONGEST_NAME:
        raise ValueRefused("A tour needs a name of at most %(most)s characters.", most=LONGEST_NAME)
    others = (tour for tour in listed(session, organization) if tour is not itself)
    if any(tour.name == name for tour in others):
        raise ValueRefused("There is a tour “%(name)s” already.", name=name)
    kind = str(wanted.get("kind") or "tour")
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise ValueRefused(
            "“%(kind)s” is no kind of tour.", hint="There are %(known)s.", kind=kind, known=known
        )
    currency = money.named(str(wanted.get("currency") or organization.default_currency))
    price = money.check(Decimal(wanted.get("base_price") or 0), currency)
    capacity = int(wanted.get("capacity") or 0)
    if price < 0 or capacity < 1:
        raise ValueRefused("A tour has a price of nothing or more, and at least one seat.")
    return {
        "name": name,
        "kind": kind,
        "currency": currency,
        "base_price": price,
        "capacity": capacity,
        "description": str(wanted.get("description") or ""),
        "includes": list(wanted.get("includes") or ()),
        **_duration(kind, wanted.get("duration_days"), wanted.get("duration_minutes")),
    }


def _duration(kind: str, days: int | None, minutes: int | None) -> dict[str, int | None]:
    """Days or minutes, one of the two; a tour of several days has days."""
    if (days is None) == (minutes is None) or (days or minutes or 0) < 1:
        raise ValueRefused("Say how long it lasts: in days, or in minutes, not both.")
    if kind == "tour" and days is None:
        raise ValueRefused("A tour lasts days. What lasts minutes is a session or a retreat.")
    return {"duration_days": days, "duration_minutes": minutes}
