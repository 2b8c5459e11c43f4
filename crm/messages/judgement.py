"""May it go, now, and in which form: consent, the flow's own word, quiet hours, its values."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm.flows import files, registry
from crm.flows.flow import Case, Stop, Wait
from crm.flows.values import VALUES
from crm.messages import automatic
from crm.messages.refusal import MayNotGo, NotYet
from crm.models import Client, Organization, WhatsappTemplate

AWAKE = timedelta(minutes=30)
"""Who did something so short a time ago may be answered at any hour."""


def consent(row: Any) -> None:
    """Raise MayNotGo where the client asked for silence, or never asked for anything.

    Who never wrote to us is written to only where an agent recorded that they may be; guides
    and colleagues are the house itself.
    """
    if row.template_name in automatic.EVEN_IF_OPTED_OUT:
        return
    if row.consent == "opted_out":
        raise MayNotGo("opted_out")
    known = row.has_written or row.consent == "opted_in" or row.client_kind == "internal"
    if not known:
        raise MayNotGo("no_consent")


def marketing(row: Any, template: WhatsappTemplate) -> None:
    """Raise MayNotGo for marketing that the client did not say yes to."""
    if template.category == "marketing" and row.marketing != "opted_in":
        raise MayNotGo("marketing_not_wanted")


def case_of(session: Session, row: Any, organization: Organization, now: datetime) -> Case:
    """The case of a claimed row; its booking, if it has one, is held."""
    return Case(
        session=session,
        organization=organization,
        client=session.get_one(Client, row.client_id, populate_existing=True),
        communication_id=row.id,
        template_name=row.template_name,
        about=row.about,
        now=now,
        booking_id=row.booking_id,
    )


def form(case: Case, answers_at: datetime | None, name: str) -> str:
    """The template to send at this moment. Raises MayNotGo or NotYet.

    `name` is the one it was queued as; only templates with a flow are judged.
    """
    flow = registry.of(name)
    if flow is None or not case.has_subject:
        return name
    verdict = flow.still(case)
    if isinstance(verdict, Stop):
        raise MayNotGo(verdict.reason)
    if isinstance(verdict, Wait):
        raise NotYet(verdict.until, verdict.reason)
    is_answer = answers_at is not None and answers_at >= case.now - AWAKE
    if not is_answer and flow.keeps_quiet(case):
        first = case.quiet_hours.allowed_from(case.now)
        if first > case.now:
            raise NotYet(first, "quiet_hours")
    return flow.form(case)


def values(case: Case, template: WhatsappTemplate, names: Sequence[str]) -> dict[str, str]:
    """The values that the template's flow has for these names."""
    flow = registry.of(template.name)
    if flow is None or not case.has_subject:
        return {}
    makers = {**VALUES, **flow.values}
    found = {name: makers[name](case, template.language) for name in names if name in makers}
    if "page" in names:
        found["page"] = files.page(case, _page_of(template))
    if "file" in names and flow.document is not None:
        address = files.document(case, flow.document)
        if isinstance(address, Wait):
            raise NotYet(address.until, address.reason)
        found["file"] = address
    return found


def _page_of(template: WhatsappTemplate) -> str:
    return next((str(one["page"]) for one in template.buttons if "page" in one), "trip")
