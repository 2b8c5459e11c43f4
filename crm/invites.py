"""Invitations: a link lets one person in, once, within a week; the same way leads to a new
password. Nobody is written to: the admin hands the link over."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from crm import users
from crm.errors import CrmError, NotFound, ValueRefused
from crm.models import Client, Invite, Organization, User

LASTS = timedelta(days=7)


class InviteGone(CrmError):
    """The link was used, taken back or is too old, or it never was one."""

    key = "invite_gone"


def invite(
    session: Session,
    by: User,
    email: str,
    role: str,
    guide: Client | None,
    now: datetime,
) -> tuple[Invite, str]:
    """Ask somebody new into the team; returns the token of the link too, which is kept nowhere.

    An older link for the same address ends. Raises ValueRefused for an address that is taken.
    """
    users.require_free(session, email)
    return _open(session, by, users.spelled(email), role, guide.id if guide else None, None, now)


def for_password(session: Session, by: User, user: User, now: datetime) -> tuple[Invite, str]:
    """A link by which somebody of the team chooses a new password. Raises ValueRefused."""
    if not user.is_active:
        raise ValueRefused("They may not sign in. Let them in again first.")
    return _open(session, by, user.email, user.role, user.guide_client_id, user.id, now)


def waiting(session: Session, organization_id: int, now: datetime) -> list[Invite]:
    """The links that still open, the newest first."""
    return list(
        session.scalars(
            select(Invite)
            .where(Invite.organization_id == organization_id, _opens(now))
            .order_by(Invite.id.desc())
        )
    )


def find(session: Session, organization_id: int, public_id: UUID) -> Invite:
    """An invitation of this organization. Raises NotFound."""
    found = session.scalar(
        select(Invite).where(
            Invite.organization_id == organization_id, Invite.public_id == public_id
        )
    )
    if found is None:
        raise NotFound("No such invitation.")
    return found


def revoke(session: Session, found: Invite, now: datetime) -> None:
    """Take the link back; one that was used or taken back stays as it is."""
    session.refresh(found, with_for_update=True)
    if found.used_at is None and found.revoked_at is None:
        found.revoked_at = now
    session.flush()


def read(session: Session, token: str, now: datetime) -> tuple[Invite, Organization, User | None]:
    """The invitation of a link, whose it is, and who of the team gets a new password by it.

    Raises InviteGone.
    """
    found = session.execute(
        select(Invite, Organization, User)
        .join(Organization, Organization.id == Invite.organization_id)
        .outerjoin(User, User.id == Invite.user_id)
        .where(Invite.token_digest == _digest(token), _opens(now))
    ).first()
    if found is None:
        raise _gone()
    return found[0], found[1], found[2]


def accept(session: Session, token: str, name: str, password: str, now: datetime) -> User:
    """Join the team, or take a new password; the link ends, and so do the older sessions.

    Raises InviteGone, and ValueRefused for what was typed.
    """
    found = session.scalar(
        select(Invite).where(Invite.token_digest == _digest(token), _opens(now)).with_for_update()
    )
    if found is None:
        raise _gone()
    users.require_strong(password)
    found.used_at = now
    if found.user_id is not None:
        user = session.get_one(User, found.user_id)
        if not user.is_active:
            raise _gone()
        users.set_password(user, password)
        return user
    organization = session.get_one(Organization, found.organization_id)
    user = users.create(
        session, organization, found.email, name, password, found.role, found.guide_client_id
    )
    found.user_id = user.id
    session.flush()
    return user


def _open(
    session: Session,
    by: User,
    email: str,
    role: str,
    guide_client_id: int | None,
    user_id: int | None,
    now: datetime,
) -> tuple[Invite, str]:
    session.execute(
        update(Invite)
        .where(Invite.organization_id == by.organization_id, Invite.email == email, _opens(now))
        .values(revoked_at=now)
    )
    token = secrets.token_urlsafe(32)
    made = Invite(
        organization_id=by.organization_id,
        invited_by=by.id,
        email=email,
        role=role,
        guide_client_id=guide_client_id,
        user_id=user_id,
        token_digest=_digest(token),
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(made)
    session.flush()
    return made, token


def _opens(now: datetime) -> ColumnElement[bool]:
    return and_(Invite.used_at.is_(None), Invite.revoked_at.is_(None), Invite.expires_at > now)


def _gone() -> InviteGone:
    return InviteGone("This link was used or has grown old. Ask your admin for a new one.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
