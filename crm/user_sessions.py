"""Signed-in browsers: opened by a sign-in, known by a token, ended by whoever wants it."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from crm import users
from crm.errors import NotFound
from crm.models import Organization, User, UserSession

LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
LONGEST_NAME = 200


@dataclass(frozen=True)
class Opened:
    """Who is behind a browser's token."""

    user: User
    organization: Organization
    is_to_be_noted: bool
    """That they are still at it was noted minutes ago."""


def open_for(session: Session, user: User, browser: str, now: datetime) -> str:
    """A new session for the user; returns the token that its cookie carries."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            organization_id=user.organization_id,
            user_id=user.id,
            token_digest=_digest(token),
            password_mark=users.fingerprint(user),
            browser=browser.replace("\x00", "")[:LONGEST_NAME],
            created_at=now,
            last_seen_at=now,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def opened(session: Session, token: str, now: datetime) -> Opened | None:
    """Who is behind a token, if its session still lives and its user may sign in."""
    found = session.execute(
        select(UserSession, User, Organization)
        .join(User, User.id == UserSession.user_id)
        .join(Organization, Organization.id == User.organization_id)
        .where(UserSession.token_digest == _digest(token), lives(now), User.is_active)
    ).first()
    if found is None or found[0].password_mark != users.fingerprint(found[1]):
        return None
    return Opened(found[1], found[2], found[0].last_seen_at < now - SEEN_EVERY)


def users_of(session: Session, tokens: Collection[str], now: datetime) -> dict[str, User]:
    """The active user of each of these tokens whose session still lives; changes nothing."""
    by_digest = {_digest(token): token for token in tokens}
    found = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_digest.in_(by_digest),
            lives(now),
            User.is_active,
        )
    )
    return {
        by_digest[opened.token_digest]: user
        for opened, user in found
        if opened.password_mark == users.fingerprint(user)
    }


def seen(session: Session, token: str, now: datetime) -> None:
    """Note that the browser is still at it."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_digest == _digest(token))
        .values(last_seen_at=now)
    )


def end(session: Session, token: str, now: datetime) -> None:
    """The browser signs out."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_digest == _digest(token), UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def of_user(session: Session, user: User, now: datetime) -> list[UserSession]:
    """The browsers in which the user is signed in, the one seen last first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user.id,
                UserSession.password_mark == users.fingerprint(user),
                lives(now),
            )
            .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        )
    )


def is_of(row: UserSession, token: str) -> bool:
    """Whether this is the session of the token."""
    return row.token_digest == _digest(token)


def revoke(session: Session, user: User, public_id: UUID, now: datetime) -> UserSession:
    """End one of the user's sessions. Raises NotFound."""
    found = session.scalar(
        select(UserSession).where(
            UserSession.user_id == user.id, UserSession.public_id == public_id
        )
    )
    if found is None:
        raise NotFound("No such session.")
    found.revoked_at = found.revoked_at or now
    session.flush()
    return found


def end_all(session: Session, user: User, now: datetime, but: str = "") -> int:
    """End the user's sessions, but that of a token; returns how many there were."""
    ended = session.scalars(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.token_digest != _digest(but), lives(now))
        .values(revoked_at=now)
        .returning(UserSession.id)
    ).all()
    return len(ended)


def outlive_password(session: Session, user: User, token: str) -> None:
    """Let this browser's session go on under the password the user has just chosen."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_digest == _digest(token), UserSession.user_id == user.id)
        .values(password_mark=users.fingerprint(user))
    )


def lives(now: datetime) -> ColumnElement[bool]:
    """That a session has neither ended nor grown too old."""
    return and_(UserSession.revoked_at.is_(None), UserSession.expires_at > now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
