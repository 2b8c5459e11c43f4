"""What an agent sends: free text inside the window, an approved template, a second attempt."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import conversation_card, templates, window
from crm.db import nudge
from crm.errors import (
    OptedOut,
    TemplateNotApproved,
    TextEmpty,
    TextTooLong,
    WindowClosed,
)
from crm.models import Communication, Conversation, User

TEXT_LIMIT = 1600


def text(
    session: Session, conversation: Conversation, user: User, body: str, key: str, now: datetime
) -> Communication:
    """Queue free text; a second send with the same key returns the first row.

    Raises WindowClosed, TextEmpty or TextTooLong.
    """
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise TextEmpty("Write something first.")
    if len(body) > TEXT_LIMIT:
        raise TextTooLong("The message is too long.", limit=TEXT_LIMIT, length=len(body))
    if not window.of(conversation, now).is_open:
        raise WindowClosed("The window is closed: only a template can be sent.")
    return _queued(session, conversation, user, key, now, kind="text", body=body)


def template(
    session: Session,
    conversation: Conversation,
    user: User,
    name: str,
    language: str,
    values: dict[str, str],
    key: str,
    now: datetime,
) -> Communication:
    """Queue a template. Raises TemplateNotApproved, VariableMissing or OptedOut."""
    consent = conversation_card.consent_of(session, conversation.client_id)
    if consent is not None and consent.state == "opted_out":
        raise OptedOut("The client asked not to be written to.")
    offers = templates.offered(session, conversation, now)
    wanted = (o for o in offers if (o.template.name, o.template.language) == (name, language))
    chosen = next(wanted, None)
    if chosen is None or not chosen.sendable:
        raise TemplateNotApproved("This template cannot be sent now.")
    filled = templates.fill(chosen.template, values)
    filled.complete()
    return _queued(
        session,
        conversation,
        user,
        key,
        now,
        kind="template",
        body=filled.text,
        template_name=name,
        template_language=language,
        template_params=filled.values,
        template_id=chosen.template.id,
    )


def retry(
    session: Session, communication: Communication, user: User, key: str, now: datetime
) -> Communication:
    """Queue the same again as a new row. Raises WindowClosed."""
    conversation = session.get_one(Conversation, communication.conversation_id)
    if communication.kind != "template" and not window.of(conversation, now).is_open:
        raise WindowClosed("The window is closed: only a template can be sent.")
    return _queued(
        session,
        conversation,
        user,
        key,
        now,
        kind=communication.kind,
        body=communication.body,
        template_name=communication.template_name,
        template_language=communication.template_language,
        template_params=communication.template_params,
        retry_of=communication.id,
    )


def _queued(
    session: Session,
    conversation: Conversation,
    user: User,
    key: str,
    now: datetime,
    **values: Any,
) -> Communication:
    """The row of this key: written now, or found written before."""
    session.execute(
        insert(Communication)
        .values(
            organization_id=conversation.organization_id,
            client_id=conversation.client_id,
            sender_id=conversation.sender_id,
            conversation_id=conversation.id,
            direction="outbound",
            author="agent",
            user_id=user.id,
            whatsapp_status="queued",
            not_before=now,
            created_at=now,
            dedupe_key=key,
            **values,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
    conversation.last_message_at = now
    nudge(session)
    return session.scalars(
        select(Communication).where(
            Communication.dedupe_key == key, Communication.conversation_id == conversation.id
        )
    ).one()
