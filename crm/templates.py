"""Templates: what the provider holds of them, their parameters, and filling them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.errors import TemplateNotApproved, VariableMissing
from crm.models import WhatsappTemplate
from crm.provider import TemplateState
from templates_whatsapp import catalogue, render

_REFERENCE = "{{ reference }}"


def friendly_name(template: WhatsappTemplate) -> str:
    """The name under which the provider holds it: name, language and version."""
    return f"{template.name}_{template.language}_v{template.version}"


def sync(
    session: Session, organization_id: int, states: Sequence[TemplateState], now: datetime
) -> list[WhatsappTemplate]:
    """Take over what the provider holds of each template; returns all, in order of name."""
    held = {state.friendly_name: state for state in states}
    rows = of_organization(session, organization_id)
    for row in rows:
        state = held.get(friendly_name(row))
        row.content_sid = state.content_sid if state else None
        row.approval_status = state.approval_status if state else "unsubmitted"
        row.rejection_reason = state.rejection_reason if state else None
        row.synced_at = row.updated_at = now
    session.flush()
    return rows


def of_organization(session: Session, organization_id: int) -> list[WhatsappTemplate]:
    """Every version of every template, in order of name, language and version."""
    return list(
        session.scalars(
            select(WhatsappTemplate)
            .where(WhatsappTemplate.organization_id == organization_id)
            .order_by(WhatsappTemplate.name, WhatsappTemplate.language, WhatsappTemplate.version)
        )
    )


def newest(session: Session, organization_id: int) -> list[WhatsappTemplate]:
    """The newest version of every template in every language."""
    latest = (
        select(
            WhatsappTemplate.name,
            WhatsappTemplate.language,
            func.max(WhatsappTemplate.version).label("version"),
        )
        .where(WhatsappTemplate.organization_id == organization_id, WhatsappTemplate.active)
        .group_by(WhatsappTemplate.name, WhatsappTemplate.language)
        .subquery()
    )
    return list(
        session.scalars(
            select(WhatsappTemplate)
            .join(
                latest,
                (WhatsappTemplate.name == latest.c.name)
                & (WhatsappTemplate.language == latest.c.language)
                & (WhatsappTemplate.version == latest.c.version),
            )
            .where(WhatsappTemplate.organization_id == organization_id)
            .order_by(WhatsappTemplate.name, WhatsappTemplate.language)
        )
    )


def to_approve(session: Session, organization_id: int) -> list[WhatsappTemplate]:
    """The newest versions, but for those that go inside the session window only."""
    rows = newest(session, organization_id)
    return [row for row in rows if not catalogue.is_free_form(row.name)]


def parameters(template: WhatsappTemplate) -> list[str]:
    """The names of all values that it is sent with, in the provider's order.

    After the body's own come those that only we can fill: `page` behind its link, `file` of
    its document, `reference` in the ids of its quick replies.
    """
    names = [str(variable["name"]) for variable in template.variables]
    return names + beyond_the_body(template)


def beyond_the_body(template: WhatsappTemplate) -> list[str]:
    """The parameters that stand in no text: page, file, reference, those it has."""
    has = {
        "page": any("page" in button for button in template.buttons),
        "file": template.header is not None,
        "reference": any(_REFERENCE in button.get("id", "") for button in template.buttons),
    }
    return [name for name, wanted in has.items() if wanted]


def by_position(template: WhatsappTemplate, values: Mapping[str, str]) -> dict[str, str]:
    """The values of all parameters under the provider's numbers: the first is "1"."""
    return {str(n): values[name] for n, name in enumerate(parameters(template), start=1)}


def approved(session: Session, organization_id: int, name: str, language: str) -> WhatsappTemplate:
    """The newest approved version. Raises TemplateNotApproved."""
    found = session.scalar(
        select(WhatsappTemplate)
        .where(
            WhatsappTemplate.organization_id == organization_id,
            WhatsappTemplate.name == name,
            WhatsappTemplate.language == language,
            WhatsappTemplate.active,
            WhatsappTemplate.approval_status == "approved",
            WhatsappTemplate.content_sid.is_not(None),
        )
        .order_by(WhatsappTemplate.version.desc())
        .limit(1)
    )
    if found is None:
        raise TemplateNotApproved(
            "WhatsApp has not approved “%(name)s” in this language. Choose another template.",
            name=name,
            language=language,
        )
    return found


def fill(template: WhatsappTemplate, values: Mapping[str, str]) -> dict[str, str]:
    """The values of a template's parameters, cleaned. Raises VariableMissing naming the first."""
    filled = {}
    for name in parameters(template):
        value = values.get(name, "").strip()
        if not value:
            raise VariableMissing("A value is needed for “%(name)s”.", name=name)
        filled[name] = render.clean(value)
    return filled


def text_of(template: WhatsappTemplate, filled: Mapping[str, str]) -> str:
    """The message as the client will read it."""
    return render.render(template.content, filled)
