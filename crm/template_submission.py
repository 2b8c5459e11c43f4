"""Handing templates in for approval: a row says that it is wanted, a worker does it.

It looks first, by the friendly name that carries name, language and version, so that doing it
twice, or after a call that nobody answered, makes nothing twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import template_draft, template_sync
from crm.db import nudge
from crm.errors import StepRefused
from crm.models import Organization, WhatsappTemplate
from crm.provider import Provider, TemplateDraft, TemplateState
from templates_whatsapp import catalogue

AGAIN_AFTER = timedelta(minutes=2)
"""A worker that died, or an answer that never came, is followed by the next try."""

QUESTION = "SELECT 1 FROM whatsapp_templates WHERE submit_at <= :now"


class HandedIn(Enum):
    """What was done with a template."""

    THERE = "there already"
    SUBMITTED = "submitted"
    CREATED = "created and submitted"


@dataclass(frozen=True)
class Order:
    """A template to hand in, read and claimed."""

    template_id: int
    draft: TemplateDraft


def ask(session: Session, template: WhatsappTemplate, now: datetime) -> None:
    """Want a template handed in. Raises StepRefused for one that is there or needs no approval."""
    if catalogue.is_free_form(template.name):
        raise StepRefused("This message goes inside the 24 hours only and needs no approval.")
    if template.approval_status != "unsubmitted" or template.submit_at is not None:
        raise StepRefused("It was handed in already. Write a new version to change it.")
    if not template.active:
        raise StepRefused("This template is withdrawn. Write a new version of it.")
    template.submit_at, template.submit_problem = now, None
    template.updated_at = now
    session.flush()
    nudge(session)


def claim(session: Session, public_url: str, now: datetime) -> Order | None:
    """The next template that is wanted; a later try is planned before this one begins."""
    template = session.scalar(
        select(WhatsappTemplate)
        .where(WhatsappTemplate.submit_at <= now)
        .order_by(WhatsappTemplate.submit_at, WhatsappTemplate.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if template is None:
        return None
    template.submit_at = now + AGAIN_AFTER
    session.flush()
    return Order(template.id, template_draft.draft(template, public_url))


def hand_in(provider: Provider, draft: TemplateDraft, held: TemplateState | None) -> HandedIn:
    """Make and submit what the provider does not hold yet. Raises SendError or UnknownOutcome."""
    if held is not None and held.approval_status != "unsubmitted":
        return HandedIn.THERE
    sid = held.content_sid if held else provider.create_template(draft)
    provider.submit_template(sid, draft.friendly_name, draft.category)
    return HandedIn.SUBMITTED if held else HandedIn.CREATED


def done(session: Session, order: Order, problem: str | None, now: datetime) -> None:
    """It was taken, or refused for the reason given; the provider's word is read next."""
    template = session.get_one(WhatsappTemplate, order.template_id, with_for_update=True)
    template.submit_at, template.submit_problem = None, problem
    template.updated_at = now
    if problem is None and template.approval_status == "unsubmitted":
        template.approval_status = "received"
    organization = session.get_one(Organization, template.organization_id)
    template_sync.ask(session, organization, now)
