"""Calling off a whole departure: every booking cancelled and then the departure, or nothing.

All of it is one transaction: whoever was interrupted begins again, and finds either nothing
done or everything.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm import departures, roles
from crm.bookings import cancel, group, shown
from crm.bookings.group import Party
from crm.bookings.machine import Actor
from crm.bookings.shown import Consent
from crm.models import TourDeparture
from crm.models.booking import LIVE


@dataclass(frozen=True)
class Plan:
    """What cancelling would do, as it is at this moment."""

    departure: TourDeparture
    parties: list[Party]
    """Every booking that lives, quotes last."""

    @property
    def sums(self) -> dict[str, Decimal]:
        """By currency, what is to be sent back in all."""
        found: dict[str, Decimal] = {}
        for party in self.parties:
            if gets_back(party):
                currency = party.money.currency
                found[currency] = found.get(currency, Decimal(0)) + gets_back(party)
        return found

    @property
    def mark(self) -> str:
        """Of this list."""
        seen = [(one.booking.id, one.booking.version, one.money.paid) for one in self.parties]
        return shown.mark([self.departure.id, *seen])

    @property
    def code(self) -> str | None:
        """What is typed besides, where much is sent back."""
        return shown.code(self.departure, self.sums, self.mark)


def gets_back(party: Party) -> Decimal:
    """What was paid: the operator keeps no fee of a trip it calls off itself."""
    return max(Decimal(0), party.money.paid)


def is_told(party: Party) -> bool:
    """Whether a message is written to the client."""
    return party.is_known or gets_back(party) > 0


def plan(session: Session, departure: TourDeparture) -> Plan:
    """Whom it would concern."""
    return Plan(departure, group.read(session, departure, LIVE))


def carry_out(
    session: Session,
    departure: TourDeparture,
    consent: Consent,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Cancel them all and the departure; gives what was done.

    Raises RoleRefused, StepRefused (begun or over), ListChanged, ValueRefused.
    """
    roles.require(session, actor, "cancel_departure")
    group.hold_still(session, departure)
    departures.require_ahead(departure, now)
    done = plan(session, departure)
    shown.require(consent, done.mark, done.code)
    for party in done.parties:
        cancel.cancel(session, party.booking, "operator", reason, actor, now)
    departures.end(session, departure, now)
    return done
