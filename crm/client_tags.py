"""Tags of clients: words of the team, a client has each once, whatever its capitals."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.errors import ValueRefused
from crm.models import Client

LONGEST = 40
MOST = 30
SUGGESTED = 50


def add(session: Session, client: Client, typed: str, now: datetime) -> None:
    """Give the client a tag. Raises ValueRefused."""
    tag = " ".join(typed.replace("\x00", "").split())
    if not any(sign.isalnum() for sign in tag) or len(tag) > LONGEST:
        raise ValueRefused("A tag has letters, and at most %(most)s characters.", most=LONGEST)
    session.refresh(client, with_for_update={"key_share": True})
    if tag.casefold() in {one.casefold() for one in client.tags}:
        return
    if len(client.tags) >= MOST:
        raise ValueRefused("A client has at most %(most)s tags.", most=MOST)
    client.tags = sorted([*client.tags, tag], key=str.casefold)
    client.updated_at = now
    session.flush()


def remove(session: Session, client: Client, tag: str, now: datetime) -> None:
    """Take a tag away; one that is gone already is no mistake."""
    session.refresh(client, with_for_update={"key_share": True})
    client.tags = [one for one in client.tags if one != tag]
    client.updated_at = now
    session.flush()


def suggested(session: Session, organization_id: int) -> list[str]:
    """The tags in use, those of most clients first."""
    given = (
        select(func.unnest(Client.tags).label("tag"))
        .where(Client.organization_id == organization_id, Client.tags != [])
        .subquery()
    )
    tag = given.c.tag
    return list(
        session.scalars(
            select(tag).group_by(tag).order_by(func.count().desc(), tag).limit(SUGGESTED)
        )
    )
