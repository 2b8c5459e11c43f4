"""Twilio's Content API: the templates it holds, new ones, and their approval."""

from typing import Any

from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from crm.provider import Link, QuickReply, TemplateDraft, TemplateState, UnknownOutcome
from providers.twilio_http import TwilioHttp
from providers.twilio_outcomes import asking, ordering

PAGE_SIZE = 100


def list_templates(client: Any) -> list[TemplateState]:
    """Every template there is, with its approval. Raises ProviderUnavailable."""
    with asking():
        records = client.content.v1.content_and_approvals.list(page_size=PAGE_SIZE)
        return [_state(record) for record in records]


def _state(record: Any) -> TemplateState:
    approval = record.approval_requests or {}
    # One version of the API writes the channel's name around it.
    approval = approval.get("whatsapp") or approval
    return TemplateState(
        content_sid=record.sid,
        friendly_name=record.friendly_name or "",
        approval_status=str(approval.get("status") or "unsubmitted").lower(),
        rejection_reason=approval.get("rejection_reason") or None,
    )


def create_template(client: Any, http: TwilioHttp, draft: TemplateDraft) -> str:
    """Create the content; returns its sid. Raises SendError or UnknownOutcome."""
    request = ContentList.ContentCreateRequest(
        {
            "friendly_name": draft.friendly_name,
            "language": draft.language,
            "variables": dict(draft.samples) or None,
            "types": _types(draft),
        }
    )
    with ordering(http):
        sid = client.content.v1.contents.create(request).sid
    if not isinstance(sid, str) or not sid.startswith("HX"):
        raise UnknownOutcome("a success without a content sid")
    return sid


def _types(draft: TemplateDraft) -> dict[str, Any]:
    """The one content type that has all its parts."""
    parts: dict[str, Any] = {"body": draft.body}
    if draft.document:
        parts["media"] = [draft.document]
    if draft.buttons:
        parts["actions"] = [_action(button) for button in draft.buttons]
    return {_type(draft): parts}


def _type(draft: TemplateDraft) -> str:
    """The plainest type: anything richer than needed would want approval inside the window.

    A card is whatsapp/card: its text is a body as in all the others, where twilio/card has a
    title and a subtitle, and no other channel than WhatsApp is spoken here.
    """
    kinds = {type(button) for button in draft.buttons}
    if len(kinds) == 2 or (kinds and draft.document):
        return "whatsapp/card"
    if draft.document:
        return "twilio/media"
    if Link in kinds:
        return "twilio/call-to-action"
    return "twilio/quick-reply" if kinds else "twilio/text"


def _action(button: QuickReply | Link) -> dict[str, str]:
    if isinstance(button, Link):
        return {"type": "URL", "title": button.title, "url": button.url}
    return {"type": "QUICK_REPLY", "title": button.title, "id": button.id}


def submit_template(
    client: Any, http: TwilioHttp, content_sid: str, name: str, category: str
) -> None:
    """Ask for WhatsApp's approval. Raises SendError or UnknownOutcome."""
    request = ApprovalCreateList.ContentApprovalRequest(
        {"name": name, "category": category.upper()}
    )
    with ordering(http):
        client.content.v1.contents(content_sid).approval_create.create(request)
