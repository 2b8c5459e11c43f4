"""Seams to rules that are written elsewhere: each becomes a call of the rule on merge."""

from datetime import datetime

from sqlalchemy.orm import Session

from crm.models import Client, Organization, Task, WebhookEvent, WhatsappSender

TITLES = {
    ("conversation_reopen_lead", "en"): "We have an answer for you",
    ("conversation_reopen_lead", "ru"): "Есть ответ на ваш вопрос",
    ("inquiry_followup", "en"): "Still interested?",
    ("inquiry_followup", "ru"): "Ещё интересно?",
    ("welcome", "en"): "Welcome",
    ("welcome", "ru"): "Приветствие",
    ("welcome_after_hours", "en"): "Welcome, after hours",
    ("welcome_after_hours", "ru"): "Приветствие в нерабочее время",
    ("opt_out_ack", "en"): "Automatic messages are off",
    ("opt_out_ack", "ru"): "Автоматические сообщения отключены",
    ("opt_in_ack", "en"): "Automatic messages are on",
    ("opt_in_ack", "ru"): "Автоматические сообщения включены",
}


def title(name: str, language: str) -> str:
    """A template's human name, in the language of the page."""
    return TITLES.get((name, language)) or name.replace("_", " ").capitalize()


def zone_of(client: Client, organization: Organization) -> str:
    """The client's zone: set, else of the number, else the operator's."""
    return client.timezone or organization.timezone


def settle_sent(session: Session, task: Task, now: datetime) -> None:
    """A person knows that the message went out."""
    raise NotImplementedError(task.id, now, session)


def settle_not_sent(session: Session, task: Task, now: datetime) -> None:
    """A person knows that it did not: it is sent again."""
    raise NotImplementedError(task.id, now, session)


def resume(session: Session, sender: WhatsappSender, now: datetime) -> None:
    """What paused the sender is mended."""
    raise NotImplementedError(sender.id, now, session)


def replay(session: Session, event: WebhookEvent, now: datetime) -> None:
    """Try a parked event once more."""
    raise NotImplementedError(event.id, now, session)
