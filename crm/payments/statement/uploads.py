"""Statements that were uploaded: kept whole, read again whenever they are looked at or applied.

Nothing is kept of what was said about a line. What became of it is said by its payment, so a
statement applied twice, or uploaded twice, changes nothing the second time.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from crm import money, roles
from crm.bookings.machine import Actor
from crm.errors import NotFound, ValueRefused
from crm.models import Organization, Statement, User
from crm.models.money import METHODS
from crm.payments.statement import read
from crm.payments.statement.line import Line, Unread

SHOWN = 20
LONGEST_NAME = 120


def keep(
    session: Session,
    organization: Organization,
    user: User,
    file: tuple[str, bytes],
    method: str,
    currency: str,
    now: datetime,
) -> Statement:
    """Keep a file by its name and bytes. Raises RoleRefused, ValueRefused, StatementRefused."""
    roles.require(session, Actor("agent", user.id), "import")
    name, content = file
    code = money.named(currency or organization.default_currency)
    if method not in METHODS:
        raise ValueRefused("“%(method)s” is no way of paying.", method=method)
    read.read(content, code)
    statement = Statement(
        organization_id=organization.id,
        name=name.strip()[:LONGEST_NAME] or "statement.csv",
        content=content,
        currency=code,
        method=method,
        uploaded_by=user.id,
        uploaded_at=now,
    )
    session.add(statement)
    session.flush()
    return statement


def find(session: Session, organization_id: int, public_id: UUID) -> Statement:
    """A statement with its bytes. Raises NotFound."""
    found = session.scalar(
        select(Statement)
        .where(Statement.public_id == public_id, Statement.organization_id == organization_id)
        .options(undefer(Statement.content))
    )
    if found is None:
        raise NotFound("There is no such statement.")
    return found


def lines(statement: Statement) -> list[Line | Unread]:
    """What stands in it."""
    return read.read(statement.content, statement.currency)


def latest(session: Session, organization_id: int) -> list[tuple[Statement, User]]:
    """Those uploaded last, with who did it."""
    found = session.execute(
        select(Statement, User)
        .join(User, User.id == Statement.uploaded_by)
        .where(Statement.organization_id == organization_id)
        .order_by(Statement.id.desc())
        .limit(SHOWN)
    )
    return [(statement, user) for statement, user in found]
