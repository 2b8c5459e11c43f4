"""Twilio's Content API: the templates it holds, new ones, and their approval."""

from typing import Any

from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from crm.provider import TemplateDraft, TemplateState, UnknownOutcome
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
    if not draft.buttons:
        return {"twilio/text": {"body": draft.body}}
    actions = [
        {"type": "QUICK_REPLY", "title": button["title"], "id": button["id"]}
        for button in draft.buttons
    ]
    return {"twilio/quick-reply": {"body": draft.body, "actions": actions}}


def submit_template(
    client: Any, http: TwilioHttp, content_sid: str, name: str, category: str
) -> None:
    """Ask for WhatsApp's approval. Raises SendError or UnknownOutcome."""
    request = ApprovalCreateList.ContentApprovalRequest(
        {"name": name, "category": category.upper()}
    )
    with ordering(http):
        client.content.v1.contents(content_sid).approval_create.create(request)
