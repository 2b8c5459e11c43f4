"""The catalogue as the team sees it: each message in its languages, where its approval stands,
how often it went, and how it reads with real values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import templates
from crm.flows import guides, registry
from crm.flows.flow import Case
from crm.flows.values import VALUES
from crm.models import Booking, Client, Communication, Organization, WhatsappTemplate
from templates_whatsapp import catalogue

COUNTED = timedelta(days=30)
NEEDS_PERSON = ("rejected", "paused", "disabled")
REAL = frozenset(registry.FLOWS) - frozenset(guides.FLOWS)
"""Templates whose values a booking has."""


@dataclass(frozen=True)
class Line:
    """One message: its newest version in each language, and the count of the last 30 days."""

    name: str
    category: str
    newest: Mapping[str, WhatsappTemplate]
    sent: int

    @property
    def needs_person(self) -> bool:
        """Something is refused, paused, or never handed in."""
        return any(
            state(row) in (*NEEDS_PERSON, "draft", "problem") for row in self.newest.values()
        )

    @property
    def is_approved(self) -> bool:
        """In every language it has."""
        return all(state(row) in ("approved", "free_form") for row in self.newest.values())


def state(row: WhatsappTemplate) -> str:
    """Where a version stands, in our words: free_form, wanted, problem, draft, review, approved,
    rejected, paused or disabled."""
    if catalogue.is_free_form(row.name):
        return "free_form"
    if row.submit_at is not None:
        return "wanted"
    if row.approval_status == "unsubmitted":
        return "problem" if row.submit_problem else "draft"
    return "review" if row.approval_status in ("received", "pending") else row.approval_status


def lines(session: Session, organization: Organization, now: datetime) -> list[Line]:
    """Every message that is not withdrawn, in order of name."""
    sent = _sent(session, organization, now)
    found: dict[str, dict[str, WhatsappTemplate]] = {}
    for row in templates.newest(session, organization.id):
        found.setdefault(row.name, {})[row.language] = row
    return [
        Line(name, next(iter(rows.values())).category, rows, sent.get(name, 0))
        for name, rows in found.items()
    ]


def versions(session: Session, template: WhatsappTemplate) -> list[WhatsappTemplate]:
    """All versions in the template's language, the newest first."""
    return list(
        session.scalars(
            select(WhatsappTemplate)
            .where(
                WhatsappTemplate.organization_id == template.organization_id,
                WhatsappTemplate.name == template.name,
                WhatsappTemplate.language == template.language,
            )
            .order_by(WhatsappTemplate.version.desc())
        )
    )


def read_at(session: Session, organization: Organization) -> datetime | None:
    """When the provider's word was last read."""
    return session.scalar(
        select(func.max(WhatsappTemplate.synced_at)).where(
            WhatsappTemplate.organization_id == organization.id
        )
    )


def waiting(session: Session, organization: Organization, name: str) -> int:
    """How many queued messages will want this template."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Communication)
            .where(
                Communication.organization_id == organization.id,
                Communication.template_name == name,
                Communication.whatsapp_status == "queued",
            )
        )
        or 0
    )


def samples(template: WhatsappTemplate) -> dict[str, str]:
    """The values that reviewers see."""
    return {str(one["name"]): str(one["example"]) for one in template.variables}


def latest_booking(session: Session, organization: Organization) -> Booking | None:
    """The booking whose values are shown where none is named."""
    return session.scalar(
        select(Booking)
        .where(
            Booking.organization_id == organization.id,
            Booking.status.in_(("payment_pending", "confirmed", "paid")),
        )
        .order_by(Booking.id.desc())
        .limit(1)
    )


def real(
    session: Session,
    organization: Organization,
    template: WhatsappTemplate,
    booking: Booking,
    now: datetime,
) -> dict[str, str]:
    """The values that the message would have for a booking now; samples where it has none."""
    flow = registry.of(template.name)
    if flow is None or template.name not in REAL:
        return samples(template)
    case = Case(
        session=session,
        organization=organization,
        client=session.get_one(Client, booking.client_id),
        communication_id=0,
        template_name=template.name,
        about={},
        now=now,
        booking_id=booking.id,
    )
    makers = {**VALUES, **flow.values}
    return {
        name: makers[name](case, template.language) if name in makers else sample
        for name, sample in samples(template).items()
    }


def _sent(session: Session, organization: Organization, now: datetime) -> dict[str, int]:
    counted = session.execute(
        select(Communication.template_name, func.count())
        .where(
            Communication.organization_id == organization.id,
            Communication.template_name.is_not(None),
            Communication.created_at > now - COUNTED,
            Communication.whatsapp_status.in_(("sent", "delivered", "read")),
        )
        .group_by(Communication.template_name)
    )
    return {str(name): count for name, count in counted}
