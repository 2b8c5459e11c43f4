"""What concerns the agent, for the browser's notifications: asked when something has changed."""

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from crm import news
from inbox import live
from inbox.access import Desk, desk, needs
from inbox.conversations import previews
from inbox.tasks import words as task_words

bp = Blueprint("news", __name__, url_prefix="/inbox/news")


@dataclass(frozen=True)
class Item:
    """One notification: the browser shows each `key` once."""

    key: str
    title: str
    text: str
    address: str


@bp.get("")
@needs("agent")
def shown() -> Response:
    """What has just happened, if it has changed."""
    at = desk()
    return live.answer("_news.html", items=[*_messages(at), *_tasks(at)])


def _messages(at: Desk) -> list[Item]:
    return [
        Item(
            key=f"message-{one.communication.id}",
            title=one.client.name,
            text=previews.line(one.communication),
            address=url_for("conversations.conversation", public_id=one.conversation.public_id),
        )
        for one in news.messages(at.session, at.user, at.now)
    ]


def _tasks(at: Desk) -> list[Item]:
    found = []
    for one in news.tasks(at.session, at.user, at.now):
        booking, client = one.about.booking, one.client
        whom = [booking.booking_code if booking else "", client.name if client else ""]
        found.append(
            Item(
                key=f"task-{one.task.id}",
                title=task_words.look(one, at).title,
                text=" · ".join(part for part in whom if part),
                address=url_for("tasks.index", _anchor=f"task-{one.task.id}"),
            )
        )
    return found
