"""What a conversation's page shows: the messages, whom they are with, and the fitting composer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import render_template, request

from crm import (
    conversation_card,
    conversation_list,
    conversation_log,
    conversation_rows,
    drafts,
    offers,
    prefill,
    users,
    window,
)
from crm.conversation_card import Card
from crm.conversation_list import Counts, Cursor, View
from crm.conversation_rows import Page
from crm.models import Booking, Client, Conversation
from crm.offers import Filled, Offer
from crm.window import Window
from inbox.access import Desk
from inbox.clients import words as client_words
from inbox.conversations import list_view


@dataclass(frozen=True)
class Picker:
    """The template composer: what may be chosen, what is, and how it reads."""

    offers: list[Offer]
    chosen: Offer | None
    filled: Filled | None
    booking: Booking | None
    """The one from which it is filled, if it speaks of one."""


@dataclass(frozen=True)
class Column:
    """The list at the left."""

    page: Page
    view: View
    counts: Counts

    def query(self, **other: str | None) -> dict[str, str]:
        """The view as an address carries it, with something else in place of its own."""
        wanted = {"whose": self.view.whose, "only": self.view.only} | other
        return {name: word for name, word in wanted.items() if word and word not in list_view.PLAIN}


def column(desk: Desk, after: Cursor | None = None) -> Column:
    """The list of conversations in the view that the address names."""
    view = View(desk.organization.id, desk.user.id, **list_view.asked())
    return Column(
        conversation_rows.page(desk.session, view, desk.now, after),
        view,
        conversation_list.counts(desk.session, view, desk.now),
    )


def parts(desk: Desk, conversation: Conversation) -> dict[str, Any]:
    """What the live part of the page shows."""
    agents = users.team(desk.session, desk.organization.id)
    client = desk.session.get_one(Client, conversation.client_id)
    profile = client_words.profile_of(client)
    typed, typists = drafts.read(desk.session, conversation, desk.user, desk.now)
    return {
        "desk": desk,
        "now": desk.now,
        "conversation": conversation,
        "agents": agents,
        "agent": next((one for one in agents if one.id == conversation.agent_id), None),
        "card": conversation_card.of(desk.session, conversation, profile),
        "log": conversation_log.read(desk.session, conversation, desk.now),
        "window": window.of(conversation.last_inbound_at, desk.now),
        "typed": typed,
        "typists": typists,
        "unread": 0,
        "past": False,
    }


def page(
    desk: Desk,
    conversation: Conversation,
    unread: int = 0,
    typed: str = "",
    refusal: str | None = None,
) -> str:
    """The whole page, with what was typed and refused, if something was."""
    shown = parts(desk, conversation) | {"unread": unread, "column": column(desk)}
    shown |= composer(desk, shown["card"], shown["window"])
    if refusal is not None:
        shown |= {"typed": typed, "refusal": refusal}
    return render_template("conversation.html", **shown)


def around(desk: Desk, conversation: Conversation, message_id: UUID) -> str:
    """The page as it was around one message; live changes are not put into it."""
    message = conversation_log.find(desk.session, conversation, message_id)
    before = conversation_log.after(desk.session, message)
    shown = parts(desk, conversation) | {"column": column(desk)}
    shown |= composer(desk, shown["card"], shown["window"])
    if before is not None:
        log = conversation_log.read(desk.session, conversation, desk.now, before)
        shown |= {"log": log, "past": True}
    return render_template("conversation.html", **shown)


def composer_alone(desk: Desk, conversation: Conversation) -> str:
    """Only the composer, for a page whose own no longer fits."""
    card = conversation_card.read(desk.session, conversation)
    typed, _typists = drafts.read(desk.session, conversation, desk.user, desk.now)
    shown = composer(desk, card, window.of(conversation.last_inbound_at, desk.now))
    return render_template(
        "_composer.html", card=card, desk=desk, now=desk.now, typed=typed, **shown
    )


def composer(desk: Desk, card: Card, open_window: Window) -> dict[str, Any]:
    """Free text while the window is open, unless a template was asked for; else templates."""
    wants = request.values.get("composer")
    fits = "text" if open_window.is_open else "template"
    use = wants if wants in ("note", "template") else fits
    return {
        "composer": use,
        "key": uuid4().hex,
        "picker": picker(desk, card) if use == "template" else None,
        "refusal": None,
    }


def picker(desk: Desk, card: Card) -> Picker:
    """The offers, and the one the request names, else the best that can be sent."""
    found = offers.offers_for(desk.session, card, desk.now)
    asked = request.values.get("name"), request.values.get("language")
    named = (o for o in found if (o.template.name, o.template.language) == asked)
    best = (o for o in found if o.sendable)
    chosen = next(named, None) or next(best, None)
    if chosen is None:
        return Picker(found, None, None, None)
    typed = {name: request.form[f"v_{name}"] for name in _sent(chosen)}
    known, booking = prefill.known(desk.session, chosen.template, card, desk.now)
    return Picker(found, chosen, offers.fill(chosen.template, known | typed), booking)


def _sent(chosen: Offer) -> list[str]:
    """The variables whose values came with the request."""
    return [name for name in offers.names(chosen.template) if f"v_{name}" in request.form]
