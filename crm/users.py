"""Who may sign in: passwords, and the pause that makes guessing them slow."""

import hashlib
import re
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.errors import CrmError, NotFound, ValueRefused
from crm.models import Organization, SignInFailure, User

TRIES = 5
PAUSE = timedelta(minutes=5)
EMAIL_LENGTH = 254
PASSWORD_LENGTH = 1024
SHORTEST = 10
"""Characters of a password that somebody chooses on a page."""
LONGEST_NAME = 120
LANGUAGES = ("en", "ru")
THEMES = ("light", "dark")
Changes = dict[str, list[str | None]]
"""By column, what it was and what it is now."""
KEPT = timedelta(days=1)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's figures for argon2id: 19 MiB, two passes; a sign-in must not double a process."""

_NOBODY = _hasher.hash("the digest an unknown address is compared with, so that both take as long")


class SignInRefused(CrmError):
    """The e-mail and the password do not match; `left` says how many tries remain."""

    key = "sign_in_refused"


class SignInPaused(CrmError):
    """Too many failures; `seconds` says how long the pause still lasts."""

    key = "sign_in_paused"


def create(
    session: Session,
    organization: Organization,
    email: str,
    name: str,
    password: str,
    role: str = "agent",
    guide_client_id: int | None = None,
) -> User:
    """Add a person to the team.

    Raises ValueRefused for an empty password, and for an address that is taken or none.
    """
    require_free(session, email)
    user = User(
        organization_id=organization.id,
        email=spelled(email),
        name=name.strip() or spelled(email),
        password_digest=digest(password),
        role=role,
        guide_client_id=guide_client_id,
    )
    session.add(user)
    session.flush()
    return user


def require_free(session: Session, email: str) -> None:
    """Raises ValueRefused for an address that is somebody's already, or none."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", spelled(email)):
        raise ValueRefused("“%(email)s” is no e-mail address.", email=email)
    if find(session, email) is not None:
        raise ValueRefused("%(email)s is somebody's already.", email=spelled(email))


def set_password(user: User, password: str) -> None:
    """Give a new password, which ends every session. Raises ValueRefused for an empty one."""
    user.password_digest = digest(password)


def change_password(user: User, current: str, password: str) -> None:
    """Take a new password from the user, who knows the present one. Raises ValueRefused."""
    if not has_password(user, current):
        raise ValueRefused("That is not your password. Type the one you sign in with.")
    require_strong(password)
    set_password(user, password)


def require_strong(password: str) -> None:
    """Raises ValueRefused for a password that is quickly guessed."""
    if len(password) < SHORTEST:
        raise ValueRefused(
            "A password has %(least)s characters at least. Four words are a good one.",
            least=SHORTEST,
        )


def change(user: User, name: str, language: str, theme: str, now: datetime) -> Changes:
    """Take over what the user says of themselves; `theme` is empty for that of their system.

    Returns what is different now. Raises ValueRefused.
    """
    wanted = {
        "name": " ".join(name.split())[:LONGEST_NAME],
        "preferred_language": language,
        "theme": theme or None,
    }
    if not wanted["name"]:
        raise ValueRefused("Write your name: colleagues and clients read it.")
    if language not in LANGUAGES or theme not in ("", *THEMES):
        raise ValueRefused("Choose one of those that are offered.")
    before = {column: getattr(user, column) for column in wanted}
    for column, value in wanted.items():
        setattr(user, column, value)
    user.updated_at = now
    return {
        column: [before[column], value]
        for column, value in wanted.items()
        if value != before[column]
    }


def set_language(user: User, language: str) -> None:
    """Keep the language of the user's pages."""
    user.preferred_language = language


def sign_in(session: Session, email: str, password: str, now: datetime) -> User:
    """The user whose e-mail and password these are.

    Raises SignInRefused or SignInPaused; the caller commits then too, for the count of
    failures is in the session. The row of that count stays locked while the password is
    compared, so that guesses made at once are counted one after the other.
    """
    failures = _failures(session, spelled(email), now)
    if failures.count >= TRIES:
        raise _paused(failures, now)
    user = session.scalar(select(User).where(User.email == spelled(email), User.is_active))
    if user is None or not _matches(user, password):
        failures.count += 1
        failures.last_at = now
        if failures.count >= TRIES:
            raise _paused(failures, now)
        left = TRIES - failures.count
        raise SignInRefused("That e-mail and password do not match.", left=left)
    assert user is not None  # noqa: S101  (nobody's digest matches no password)
    session.execute(
        delete(SignInFailure).where(
            (SignInFailure.email == failures.email) | (SignInFailure.last_at < now - KEPT)
        )
    )
    user.last_login_at = now
    return user


def fingerprint(user: User) -> str:
    """What a session remembers of the password's digest: it changes with the password."""
    return hashlib.sha256(user.password_digest.encode()).hexdigest()[:24]


def digest(password: str) -> str:
    """The argon2 digest of a password. Raises ValueRefused for an empty or endless one."""
    if not password or len(password) > PASSWORD_LENGTH:
        raise ValueRefused("A password has 1 to %(most)s characters.", most=PASSWORD_LENGTH)
    return _hasher.hash(password)


def spelled(email: str) -> str:
    """An e-mail address as it is stored and looked up."""
    return email.replace("\x00", "").strip().lower()[:EMAIL_LENGTH]


def _failures(session: Session, email: str, now: datetime) -> SignInFailure:
    """The locked count of this address; a failure older than the pause no longer counts."""
    values = {"email": email, "count": 0, "last_at": now}
    session.execute(insert(SignInFailure).values(values).on_conflict_do_nothing())
    row = session.scalars(
        select(SignInFailure)
        .where(SignInFailure.email == email)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.last_at + PAUSE <= now:
        row.count = 0
    return row


def _paused(failures: SignInFailure, now: datetime) -> SignInPaused:
    seconds = max(1, int((failures.last_at + PAUSE - now).total_seconds()))
    return SignInPaused("Too many tries. Wait a few minutes and try again.", seconds=seconds)


def _matches(user: User | None, password: str) -> bool:
    """Compare in the same time whether there is such a user or not."""
    try:
        _hasher.verify(user.password_digest if user else _NOBODY, password[:PASSWORD_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return user is not None


def has_password(user: User, password: str) -> bool:
    """Whether this is the user's password."""
    return _matches(user, password)


def find(session: Session, email: str) -> User | None:
    """The person with this address, in any spelling."""
    return session.scalar(select(User).where(User.email == spelled(email)))


def every(session: Session) -> list[User]:
    """Everybody of every organization, in order of their addresses."""
    return list(session.scalars(select(User).order_by(User.email)))


def team(session: Session, organization_id: int) -> list[User]:
    """Whoever of an organization may answer clients now: active and no guide, by name."""
    return list(
        session.scalars(
            select(User)
            .where(
                User.organization_id == organization_id,
                User.is_active,
                User.role != "guide",
            )
            .order_by(User.name, User.id)
        )
    )


def of_team(session: Session, organization_id: int, public_id: UUID) -> User:
    """Somebody of an organization's team, also who has left it. Raises NotFound."""
    found = session.scalar(
        select(User).where(User.public_id == public_id, User.organization_id == organization_id)
    )
    if found is None:
        raise NotFound("There is nobody like that in the team.")
    return found
