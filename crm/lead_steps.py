"""What people do to a lead by hand: move it along the funnel, give it an agent, correct it.

A step names the stage it was taken from, in one UPDATE: of two at once, the second is told.
Won is not among them: a booking that is confirmed wins its lead (crm.leads).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm import leads, roles, users
from crm.bookings.machine import Actor
from crm.errors import NotFound, StepRefused, ValueRefused
from crm.models import Booking, Client, Lead, Tour
from crm.models.booking import HELD
from crm.models.lead import OPEN

STAGES = (*OPEN, "won", "lost")
BY_HAND = ("website", "manual")
"""Where a lead that nobody's message opened may come from."""

SOURCES = ("whatsapp", *BY_HAND, "import")
LONGEST = 500


@dataclass(frozen=True)
class Step:
    """A lead from one stage to another, and why."""

    before: str
    """The stage it was seen in by whoever moves it."""
    to: str
    reason: str = ""

    @property
    def is_back(self) -> bool:
        """Against the funnel: a lost lead taken up again is, too."""
        return self.to in OPEN and STAGES.index(self.before) > STAGES.index(self.to)

    @property
    def wants_reason(self) -> bool:
        """Losing one and going back are explained."""
        return self.to == "lost" or self.is_back


def find(session: Session, organization_id: int, public_id: UUID) -> Lead:
    """The lead of an address. Raises NotFound."""
    found = session.scalar(
        select(Lead).where(Lead.public_id == public_id, Lead.organization_id == organization_id)
    )
    if found is None:
        raise NotFound("There is no such lead.")
    return found


def move(session: Session, lead: Lead, step: Step, actor: Actor, now: datetime) -> None:
    """Put the lead into another stage.

    Forward freely, lost with a reason; back with a reason and by a manager. Raises StepRefused,
    ValueRefused without the reason, RoleRefused.
    """
    reason = _allowed(session, lead, step, actor)
    moved = session.scalar(
        update(Lead)
        .where(Lead.id == lead.id, Lead.status == step.before)
        .values(
            status=step.to,
            lost_at=now if step.to == "lost" else None,
            lost_reason=reason if step.to == "lost" else None,
            updated_at=now,
        )
        .returning(Lead.id)
    )
    session.refresh(lead)
    if moved is None:
        raise StepRefused("Somebody has moved this lead meanwhile. Open the page again.")


def assign(session: Session, lead: Lead, agent_id: int | None, now: datetime) -> None:
    """Give the lead to somebody of the team, or to nobody. Raises NotFound."""
    if agent_id is not None and agent_id not in {
        one.id for one in users.team(session, lead.organization_id)
    }:
        raise NotFound("Nobody of the team is this.")
    _change(session, lead, {"assigned_agent_id": agent_id}, now)


def correct(
    session: Session, lead: Lead, source: str, ad: str, tour_id: int | None, now: datetime
) -> None:
    """Say where it came from, by which advertisement, and what they ask about.

    What the provider told of an advertisement stays beside it. Raises ValueRefused, NotFound.
    """
    if source not in SOURCES:
        raise ValueRefused("“%(source)s” is no source of leads.", source=source)
    name = " ".join(ad.split())
    if len(name) > LONGEST:
        raise ValueRefused("An advertisement's name has at most %(most)s characters.", most=LONGEST)
    told = {key: value for key, value in lead.source_detail.items() if key != "name"}
    detail = told | ({"name": name} if name and name != ad_of(told) else {})
    _require_tour(session, lead.organization_id, tour_id)
    _change(
        session, lead, {"source": source, "source_detail": detail, "tour_interest_id": tour_id}, now
    )


def open_by_hand(
    session: Session,
    client: Client,
    source: str,
    agent_id: int | None,
    tour_id: int | None,
    now: datetime,
) -> Lead:
    """A new lead of a client, of which no message speaks. The caller holds the client's lock.

    Raises StepRefused where they have an open one, ValueRefused for a guide or colleague.
    """
    if source not in BY_HAND:
        raise ValueRefused("“%(source)s” is no source of leads.", source=source)
    if client.kind == "internal":
        raise ValueRefused("%(name)s is one of the team: they have no leads.", name=client.name)
    if leads.open_of(session, client.id) is not None:
        raise StepRefused("%(name)s has an open lead already. Work on that one.", name=client.name)
    _require_tour(session, client.organization_id, tour_id)
    lead = Lead(
        organization_id=client.organization_id,
        client_id=client.id,
        source=source,
        source_detail={},
        tour_interest_id=tour_id,
        created_at=now,
        updated_at=now,
    )
    session.add(lead)
    session.flush()
    assign(session, lead, agent_id, now)
    return lead


def ad_of(detail: Mapping[str, Any]) -> str:
    """What an advertisement is called: as an agent says, else by its headline, else its id."""
    return str(detail.get("name") or detail.get("headline") or detail.get("source_id") or "")


def _require_tour(session: Session, organization_id: int, tour_id: int | None) -> None:
    """The tour is one of the organization's, or none. Raises NotFound."""
    if tour_id is None:
        return
    found = session.get(Tour, tour_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound("There is no such tour.")


def _allowed(session: Session, lead: Lead, step: Step, actor: Actor) -> str:
    """The reason, in one line. Raises where the step may not be taken."""
    if step.to not in STAGES or step.before not in STAGES or step.to == step.before:
        raise StepRefused("A lead cannot be moved there.")
    if step.to == "won":
        raise StepRefused("A lead is won by a booking that is confirmed, never by hand.")
    if step.before == "won":
        raise StepRefused("A lead that is won stays won. A new wish is a new lead.")
    reason = " ".join(step.reason.split())
    if step.wants_reason and not reason:
        raise ValueRefused("Say why: whoever looks at it later will ask.")
    if len(reason) > LONGEST:
        raise ValueRefused("A reason has at most %(most)s characters.", most=LONGEST)
    if step.is_back:
        roles.require(session, actor, "move_back")
    if step.before == "lost" and leads.open_of(session, lead.client_id) is not None:
        raise StepRefused("The client has an open lead already. Work on that one.")
    if step.to == "lost":
        _require_no_hold(session, lead)
    return reason


def _require_no_hold(session: Session, lead: Lead) -> None:
    held = session.scalar(
        select(Booking.booking_code).where(Booking.lead_id == lead.id, Booking.status.in_(HELD))
    )
    if held is not None:
        raise StepRefused("%(code)s holds seats for it. Cancel the booking first.", code=held)


def _change(session: Session, lead: Lead, values: Mapping[str, Any], now: datetime) -> None:
    """Write the values; the lead is read anew under its lock, whoever else works on it."""
    session.refresh(lead, with_for_update={"key_share": True})
    for name, value in values.items():
        setattr(lead, name, value)
    lead.updated_at = now
    session.flush()
