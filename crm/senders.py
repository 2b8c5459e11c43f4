"""Senders: our numbers; the lease of who drains one, its pause and its resumption."""

import re
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crm import tasks
from crm.db import nudge
from crm.errors import NotFound, ValueRefused
from crm.models import WhatsappSender

FASTEST = 1000.0
"""Messages a second; no provider gives one number more."""

LONGEST_NAME = 80

LEASE = timedelta(seconds=15)
"""How long a drain may be silent before another may take the sender over."""

MOST_SKEW = timedelta(seconds=60)
"""How far the clocks of two machines may be apart. A lease that ends later than that after it
could have been taken was taken before a clock was set back, and locks nobody out."""


def take_lease(session: Session, sender_id: int, owner: str, now: datetime) -> bool:
    """Become the one who drains this sender, or stay it; False: someone else is."""
    taken = session.execute(
        update(WhatsappSender)
        .where(
            WhatsappSender.id == sender_id,
            or_(
                WhatsappSender.lease_owner == owner,
                WhatsappSender.lease_until.is_(None),
                WhatsappSender.lease_until < now,
                WhatsappSender.lease_until > now + LEASE + MOST_SKEW,
            ),
        )
        .values(lease_owner=owner, lease_until=now + LEASE)
        .returning(WhatsappSender.id)
    )
    return taken.first() is not None


def drop_lease(session: Session, sender_id: int, owner: str) -> None:
    """Leave the sender to the next one at once."""
    session.execute(
        update(WhatsappSender)
        .where(WhatsappSender.id == sender_id, WhatsappSender.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


def pause(session: Session, sender_id: int, code: str, reason: str, now: datetime) -> None:
    """Stop sending from this number until a person has mended what the provider names."""
    paused = session.execute(
        update(WhatsappSender)
        .where(WhatsappSender.id == sender_id, WhatsappSender.paused_at.is_(None))
        .values(paused_at=now, paused_code=code, paused_reason=reason)
        .returning(WhatsappSender.organization_id, WhatsappSender.address)
    ).first()
    if paused is None:
        return
    tasks.open_for(
        session,
        tasks.Matter(
            kind="sender_paused",
            subject=f"whatsapp_senders:{sender_id}",
            organization_id=paused.organization_id,
            reason=code,
            facts={"address": paused.address, "reason": reason},
        ),
        now,
    )


def resume(session: Session, sender: WhatsappSender, now: datetime) -> None:
    """Send again from this number; what waited goes out now."""
    sender.paused_at = sender.paused_code = sender.paused_reason = None
    session.flush()
    tasks.close(session, "sender_paused", f"whatsapp_senders:{sender.id}", now)
    nudge(session)


def every(session: Session) -> list[WhatsappSender]:
    """All senders of all organizations, the oldest first."""
    return list(session.scalars(select(WhatsappSender).order_by(WhatsappSender.id)))


def of_organization(session: Session, organization_id: int) -> list[WhatsappSender]:
    """An organization's numbers, the oldest first."""
    query = select(WhatsappSender).where(WhatsappSender.organization_id == organization_id)
    return list(session.scalars(query.order_by(WhatsappSender.id)))


def by_id(session: Session, organization_id: int, sender_id: int) -> WhatsappSender:
    """One of an organization's numbers. Raises NotFound."""
    found = session.get(WhatsappSender, sender_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound("No such number.")
    return found


def find(session: Session, typed: str) -> WhatsappSender:
    """The sender with this address. Raises NotFound or ValueRefused."""
    address = spelled(typed)
    found = session.scalar(select(WhatsappSender).where(WhatsappSender.address == address))
    if found is None:
        raise NotFound("%(address)s is none of our senders.", address=address)
    return found


def add(
    session: Session, organization_id: int, typed: str, name: str, now: datetime
) -> WhatsappSender:
    """One more number of an organization. Raises ValueRefused for a taken or malformed one."""
    address = spelled(typed)
    if session.scalar(select(WhatsappSender.id).where(WhatsappSender.address == address)):
        raise ValueRefused(
            "%(address)s is a sender already; a number has one organization.", address=address
        )
    sender = WhatsappSender(
        organization_id=organization_id,
        address=address,
        name=" ".join(name.split()) or address,
        created_at=now,
    )
    session.add(sender)
    session.flush()
    return sender


def rename(sender: WhatsappSender, name: str) -> None:
    """What the team calls the number. Raises ValueRefused."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise ValueRefused(
            "Give the number a name of at most %(most)s characters.", most=LONGEST_NAME
        )
    sender.name = plain


def set_rate(sender: WhatsappSender, per_second: float) -> None:
    """How many messages a second may leave from this number. Raises ValueRefused."""
    if not 0 < per_second <= FASTEST:
        raise ValueRefused(
            "A rate is more than 0 and at most %(most)s messages a second.", most=f"{FASTEST:g}"
        )
    sender.rate_per_second = per_second


def spelled(typed: str) -> str:
    """A sender's address as the provider writes it. Raises ValueRefused."""
    address = f"whatsapp:{typed.strip().removeprefix('whatsapp:')}"
    if not re.fullmatch(r"whatsapp:\+[1-9][0-9]{6,14}", address):
        raise ValueRefused(
            "“%(part)s” is no sender. Write it as the provider does: whatsapp:+14155238886.",
            part=typed,
        )
    return address
