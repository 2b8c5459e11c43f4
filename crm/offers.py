"""Offers: which templates an agent may send in a conversation, and how one reads once filled."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm import conversation_card, templates
from crm.conversation_card import Card
from crm.models import Conversation, WhatsappTemplate
from templates_whatsapp import catalogue, render

BEST_FIRST = ("conversation_reopen_lead",)
AUTOMATIC = ("welcome", "opt_")
"""How the names begin of templates that only the system sends."""

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Offer:
    """A template in one language, and what keeps it from being sent, if anything does."""

    template: WhatsappTemplate
    obstacle: str | None
    """opted_out, or the approval that is not `approved`: pending, rejected, paused, …"""

    @property
    def sendable(self) -> bool:
        """It can be sent now."""
        return self.obstacle is None


@dataclass(frozen=True)
class Piece:
    """A stretch of a filled template: our words, a value, or a variable still without one."""

    kind: str
    """words, value or missing."""
    text: str


@dataclass(frozen=True)
class Filled:
    """A template with its values, cleaned as the provider needs them."""

    template: WhatsappTemplate
    values: dict[str, str]
    missing: list[str]
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """The message as it will read."""
        return "".join(piece.text for piece in self.pieces)


def offered(session: Session, conversation: Conversation, now: datetime) -> list[Offer]:
    """The templates an agent may choose from, best first; what cannot be sent comes last.

    `now` is for rules that look at the hour; none does yet.
    """
    card = conversation_card.read(session, conversation)
    return offers_for(session, card, now)


def offers_for(session: Session, card: Card, now: datetime) -> list[Offer]:
    """The same for a card that was read already."""
    del now
    rows = session.scalars(
        select(WhatsappTemplate)
        .where(
            WhatsappTemplate.organization_id == card.conversation.organization_id,
            WhatsappTemplate.active,
        )
        .ext(distinct_on(WhatsappTemplate.name, WhatsappTemplate.language))
        .order_by(WhatsappTemplate.name, WhatsappTemplate.language, WhatsappTemplate.version.desc())
    )
    offers = [Offer(row, _obstacle(row, card)) for row in rows if _is_for_agents(row)]
    language = card.client.preferred_language or card.organization.default_language
    return sorted(offers, key=lambda offer: _rank(offer, language))


def fill(template: WhatsappTemplate, values: dict[str, str]) -> Filled:
    """Put cleaned values into the template's text; what is empty is named as missing."""
    cleaned = {name: _cleaned(values.get(name, "")) for name in names(template)}
    pieces: list[Piece] = []
    for index, part in enumerate(_PLACE.split(template.content)):
        if index % 2 == 0:
            pieces.append(Piece("words", part))
        elif cleaned.get(part):
            pieces.append(Piece("value", cleaned[part]))
        else:
            pieces.append(Piece("missing", part))
    missing = [name for name, value in cleaned.items() if not value]
    return Filled(template, cleaned, missing, [piece for piece in pieces if piece.text])


def names(template: WhatsappTemplate) -> list[str]:
    """The template's variables, in the provider's order."""
    return [str(variable["name"]) for variable in template.variables]


def _cleaned(value: str) -> str:
    """A value as it will be sent; what is empty stays empty, so that it is asked for."""
    return render.clean(value) if value.strip() else ""


def _is_for_agents(row: WhatsappTemplate) -> bool:
    """Not what only the system sends, goes inside the window only, or has values we alone know."""
    if row.name.startswith(AUTOMATIC) or catalogue.is_free_form(row.name):
        return False
    return not templates.beyond_the_body(row)


def _obstacle(row: WhatsappTemplate, card: Card) -> str | None:
    if card.opted_out:
        return "opted_out"
    if row.approval_status != "approved" or not row.content_sid:
        return row.approval_status if row.approval_status != "approved" else "unsubmitted"
    return None


def _rank(offer: Offer, language: str) -> tuple[bool, bool, int, str, str]:
    name = offer.template.name
    place = BEST_FIRST.index(name) if name in BEST_FIRST else len(BEST_FIRST)
    other = offer.template.language != language
    return (not offer.sendable, other, place, name, offer.template.language)
