"""An operator's own templates: written on a page, checked as the stock is, rows without a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.errors import NotFound, StepRefused, ValueRefused
from crm.models import Organization, WhatsappTemplate
from templates_whatsapp import render, wording
from templates_whatsapp.finding import Finding
from templates_whatsapp.render import PLACEHOLDER

PREFIX = "own_"
"""The stock has no such names, so an operator's never meets one of a later stock."""

CATEGORIES = ("utility", "marketing")
LANGUAGES = ("en", "ru")
LONGEST_TITLE, LONGEST_REPLY, MOST_REPLIES = 60, 25, 3
REPLY = "OWN"
"""What comes back when a quick reply of an own template is pressed, with its number."""


@dataclass(frozen=True)
class Wish:
    """A template as it was typed."""

    title: str
    language: str
    category: str
    body: str
    examples: Mapping[str, str]
    """A value for each variable of the body, for the reviewers; what is missing is found."""
    replies: tuple[str, ...] = ()
    """What is written on its quick replies."""


def is_own(name: str) -> bool:
    """Whether a name is one of an operator's own."""
    return name.startswith(PREFIX)


def findings(wish: Wish) -> list[Finding]:
    """What the check knows is wrong with the text, as of a file of the stock."""
    return list(wording.findings("", _body(wish), _examples(wish)))


def add(
    session: Session, organization: Organization, wish: Wish, name: str | None, now: datetime
) -> WhatsappTemplate:
    """A first version, or with `name` the next version or another language of an own template.

    Raises ValueRefused for a title, button or text that cannot be.
    """
    _require(wish)
    row = WhatsappTemplate(
        organization_id=organization.id,
        name=name or _new_name(session, organization),
        language=wish.language,
        version=1,
        created_at=now,
    )
    row.version = _versions(session, row) + 1
    _write(row, wish, now)
    session.add(row)
    session.flush()
    return row


def revise(
    session: Session,
    organization: Organization,
    template: WhatsappTemplate,
    wish: Wish,
    now: datetime,
) -> WhatsappTemplate:
    """Write a template anew: the version itself while nobody handed it in, else the next one.

    Raises StepRefused for one of the stock, and ValueRefused.
    """
    session.refresh(template, with_for_update=True)
    if not is_own(template.name):
        raise StepRefused("This template is one of the stock: its text stands in its files.")
    is_draft = template.approval_status == "unsubmitted" and template.submit_at is None
    if not is_draft or wish.language != template.language:
        return add(session, organization, wish, template.name, now)
    _require(wish)
    _write(template, wish, now)
    session.flush()
    return template


def withdraw(session: Session, template: WhatsappTemplate, now: datetime) -> None:
    """Offer it no longer, in any version of its language; what was sent stays. Raises StepRefused
    for one of the stock, which the automatic messages need."""
    if not is_own(template.name):
        raise StepRefused("This template is one of the stock: automatic messages need it.")
    for row in _same(session, template):
        row.active, row.submit_at, row.updated_at = False, None, now
    session.flush()


def find(session: Session, organization_id: int, template_id: int) -> WhatsappTemplate:
    """A template of this organization, own or of the stock. Raises NotFound."""
    found = session.scalar(
        select(WhatsappTemplate).where(
            WhatsappTemplate.organization_id == organization_id, WhatsappTemplate.id == template_id
        )
    )
    if found is None:
        raise NotFound("There is no such template.")
    return found


def wish_of(template: WhatsappTemplate) -> Wish:
    """A template as it would be typed, to go on from."""
    return Wish(
        title=template.title or "",
        language=template.language,
        category=template.category,
        body=template.content,
        examples={str(one["name"]): str(one["example"]) for one in template.variables},
        replies=tuple(str(one["title"]) for one in template.buttons if "id" in one),
    )


def preview(wish: Wish) -> WhatsappTemplate:
    """A row as it would be, kept nowhere: to be looked at."""
    body = _body(wish)
    return WhatsappTemplate(
        language=wish.language,
        content=body,
        variables=[{"name": name, "example": ""} for name in variables(body)],
        buttons=[{"title": title, "id": ""} for title in wish.replies],
    )


def variables(body: str) -> list[str]:
    """The variables of a text, in order, each once."""
    return list(dict.fromkeys(found[1] for found in PLACEHOLDER.finditer(body)))


def titles(session: Session, organization_id: int) -> dict[str, str]:
    """What people call the operator's own templates."""
    found = session.execute(
        select(WhatsappTemplate.name, WhatsappTemplate.title)
        .where(
            WhatsappTemplate.organization_id == organization_id,
            WhatsappTemplate.title.is_not(None),
        )
        .order_by(WhatsappTemplate.version)
    )
    return {name: str(title) for name, title in found}


def _require(wish: Wish) -> None:
    title = wish.title.strip()
    if not any(sign.isalnum() for sign in title) or len(title) > LONGEST_TITLE:
        raise ValueRefused(
            "A template needs a name of at most %(most)s characters.", most=LONGEST_TITLE
        )
    if wish.language not in LANGUAGES or wish.category not in CATEGORIES:
        raise ValueRefused("Choose a language and a kind.")
    if len(wish.replies) > MOST_REPLIES or any(len(one) > LONGEST_REPLY for one in wish.replies):
        raise ValueRefused(
            "At most %(many)s buttons, each of at most %(long)s characters.",
            many=MOST_REPLIES,
            long=LONGEST_REPLY,
        )
    if len(set(wish.replies)) < len(wish.replies):
        raise ValueRefused("Two buttons say the same. Name them differently.")
    if findings(wish):
        raise ValueRefused("WhatsApp would refuse this text: mend what the check found.")


def _write(row: WhatsappTemplate, wish: Wish, now: datetime) -> None:
    row.title = " ".join(wish.title.split())
    row.category = wish.category
    row.content = _body(wish)
    row.variables = [{"name": name, "example": text} for name, text in _examples(wish).items()]
    row.buttons = [
        {"title": title, "id": f"{REPLY}_{place}"} for place, title in enumerate(wish.replies, 1)
    ]
    row.content_type = "quick-reply" if wish.replies else "text"
    row.updated_at = now


def _body(wish: Wish) -> str:
    return wish.body.replace("\x00", "").replace("\r\n", "\n").strip()


def _examples(wish: Wish) -> dict[str, str]:
    """Cleaned, in the text's order; a variable without its example is no declared one."""
    given = {name: wish.examples.get(name, "").strip() for name in variables(_body(wish))}
    return {name: render.clean(text) for name, text in given.items() if text}


def _new_name(session: Session, organization: Organization) -> str:
    """`own_7`: people read the title; the provider wants plain letters, once for each."""
    names = session.scalars(
        select(WhatsappTemplate.name).where(
            WhatsappTemplate.organization_id == organization.id,
            WhatsappTemplate.name.startswith(PREFIX, autoescape=True),
        )
    )
    taken = [int(found[1]) for name in names if (found := re.fullmatch(r"own_(\d+)", name))]
    return f"{PREFIX}{max(taken, default=0) + 1}"


def _versions(session: Session, row: WhatsappTemplate) -> int:
    return (
        session.scalar(
            select(func.max(WhatsappTemplate.version)).where(
                WhatsappTemplate.organization_id == row.organization_id,
                WhatsappTemplate.name == row.name,
                WhatsappTemplate.language == row.language,
            )
        )
        or 0
    )


def _same(session: Session, template: WhatsappTemplate) -> list[WhatsappTemplate]:
    return list(
        session.scalars(
            select(WhatsappTemplate)
            .where(
                WhatsappTemplate.organization_id == template.organization_id,
                WhatsappTemplate.name == template.name,
                WhatsappTemplate.language == template.language,
            )
            .with_for_update()
        )
    )
