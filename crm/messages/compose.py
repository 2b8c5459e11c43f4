"""What an agent writes: free text inside the session window, a template anywhere, a retry.

Each returns the queued row. `key` comes with the form: the same key is the same message,
however often it is sent.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import (
    attachments,
    consents,
    conversations,
    drafts,
    leads,
    tasks,
    templates,
    unanswered,
    window,
)
from crm.attachments import Upload
from crm.db import nudge
from crm.errors import OptedOut, TextEmpty, TextTooLong, ValueRefused, WindowClosed
from crm.messages import automatic
from crm.models import Communication, Conversation, Lead, User

LONGEST_TEXT = 1600
"""Characters the provider takes in one body."""


def text(
    session: Session,
    conversation: Conversation,
    user: User,
    body: str,
    key: str,
    now: datetime,
) -> Communication:
    """Queue free text, which then is no draft. Raises TextEmpty, TextTooLong or WindowClosed."""
    queued = _text(session, conversation, user, body, key, now)
    drafts.drop(session, conversation, user)
    return queued


def _text(
    session: Session,
    conversation: Conversation,
    user: User,
    body: str,
    key: str,
    now: datetime,
) -> Communication:
    body = _cleaned(body)
    if not body:
        raise TextEmpty("There is nothing to send. Write a message first.")
    _require_open_window(conversation, now)
    return _queue(session, conversation, user, key, now, {"kind": "text", "body": body})


def file(
    session: Session,
    conversation: Conversation,
    user: User,
    upload: Upload,
    caption: str,
    key: str,
    now: datetime,
) -> Communication:
    """Queue a file with the words below it, which then are no draft.

    Raises TextTooLong or WindowClosed.
    """
    queued = _file(session, conversation, user, upload, caption, key, now)
    drafts.drop(session, conversation, user)
    return queued


def _file(
    session: Session,
    conversation: Conversation,
    user: User,
    upload: Upload,
    caption: str,
    key: str,
    now: datetime,
) -> Communication:
    body = _cleaned(caption)
    _require_open_window(conversation, now)
    content = {"kind": upload.kind, "media_type": upload.content_type, "body": body}
    message = _queue(session, conversation, user, key, now, content)
    attachments.keep_upload(session, message, upload, now)
    return message


def template(
    session: Session,
    conversation: Conversation,
    user: User,
    name: str,
    language: str,
    values: Mapping[str, str],
    key: str,
    now: datetime,
) -> Communication:
    """Queue an approved template. Raises OptedOut, TemplateNotApproved or VariableMissing."""
    _require_consent(session, conversation.client_id)
    version = templates.approved(session, conversation.organization_id, name, language)
    filled = templates.fill(version, values)
    content = {
        "kind": "template",
        "template_name": name,
        "template_language": language,
        "template_params": dict(filled),
        "body": templates.text_of(version, filled),
    }
    return _queue(session, conversation, user, key, now, content)


def retry(
    session: Session, communication: Communication, user: User, key: str, now: datetime
) -> Communication:
    """Send a failed or suppressed message once more, as a new row.

    Raises ValueRefused where it did not fail, and what `text` and `template` raise.
    """
    if communication.whatsapp_status not in ("failed", "suppressed"):
        raise ValueRefused("This message did not fail, so there is nothing to send again.")
    conversation = session.get_one(Conversation, communication.conversation_id)
    if communication.author == "system":
        return _again_by_itself(session, communication, drafts.sent_as(conversation.id, key), now)
    if communication.media_type is not None:
        upload = attachments.upload_of(session, communication)
        again = _file(session, conversation, user, upload, communication.body, key, now)
    elif communication.template_name is None:
        again = _text(session, conversation, user, communication.body, key, now)
    else:
        again = template(
            session,
            conversation,
            user,
            communication.template_name,
            communication.template_language or "",
            communication.template_params or {},
            key,
            now,
        )
    again.retry_of = communication.id
    session.flush()
    return again


def _again_by_itself(
    session: Session, communication: Communication, dedupe_key: str, now: datetime
) -> Communication:
    """An automatic message stays one: its values are found anew when it is sent."""
    _require_consent(session, communication.client_id)
    automatic.queue_again(session, communication, dedupe_key, now)
    tasks.close(session, "not_delivered", f"communications:{communication.id}", now)
    return session.scalars(
        select(Communication).where(Communication.dedupe_key == dedupe_key)
    ).one()


def _cleaned(body: str) -> str:
    """The text as it is sent. Raises TextTooLong."""
    body = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(body) > LONGEST_TEXT:
        raise TextTooLong(
            "The message has %(length)s characters; WhatsApp takes %(limit)s. Send it in parts.",
            length=len(body),
            limit=LONGEST_TEXT,
        )
    return body


def _require_consent(session: Session, client_id: int) -> None:
    if consents.is_opted_out(session, client_id):
        raise OptedOut("The client asked not to be written to. Call, or wait for a message.")


def _require_open_window(conversation: Conversation, now: datetime) -> None:
    current = window.of(conversation.last_inbound_at, now)
    if not current.is_open:
        raise WindowClosed(
            "The 24 hours have ended, so free text would not arrive. Send a template.",
            closed_at=current.closes_at,
        )


def _queue(
    session: Session,
    conversation: Conversation,
    user: User,
    key: str,
    now: datetime,
    content: Mapping[str, object],
) -> Communication:
    """The row, once per key; and what an answer by a person changes."""
    conversations.lock(session, conversation)
    dedupe_key = drafts.sent_as(conversation.id, key)
    lead = leads.open_of(session, conversation.client_id)
    created = session.scalar(
        insert(Communication)
        .values(
            organization_id=conversation.organization_id,
            client_id=conversation.client_id,
            sender_id=conversation.sender_id,
            conversation_id=conversation.id,
            lead_id=lead.id if lead else None,
            direction="outbound",
            author="agent",
            user_id=user.id,
            whatsapp_status="queued",
            dedupe_key=dedupe_key,
            not_before=now,
            created_at=now,
            updated_at=now,
            **content,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(Communication.id)
    )
    if created is None:
        return session.scalars(
            select(Communication).where(Communication.dedupe_key == dedupe_key)
        ).one()
    answered(session, conversation, lead, user, now)
    nudge(session)
    return session.get_one(Communication, created)


def answered(
    session: Session, conversation: Conversation, lead: Lead | None, user: User, now: datetime
) -> None:
    """What an answer by a person changes. The conversation is held, and before its lead."""
    conversation.done_at = None
    conversation.last_message_at = max(conversation.last_message_at, now)
    if conversation.agent_id is None:
        conversation.agent_id = user.id
    session.flush()
    if lead is not None:
        leads.answered_by_person(session, lead, user.id, now)
    tasks.close_of_conversation(session, conversation.id, now)
    unanswered.end(session, conversation.id, now)
