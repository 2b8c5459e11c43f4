"""What a person does about a task by itself: settled in another way, a guide told, asked again.

Tasks of money and messages are settled by the rules of those; these are the ones whose cause
the system cannot see go away.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from crm import guides, tasks, unanswered
from crm.errors import StepRefused
from crm.models import GuideNotification, Task, User

BY_HAND = ("not_delivered", "window_missed", "handover", "unanswered")
"""Kinds that a call, or a look, may have settled."""


def done(session: Session, task: Task, now: datetime) -> None:
    """A person has settled it outside the system. Raises StepRefused where that cannot be."""
    if task.kind not in BY_HAND:
        raise StepRefused("This task closes itself when its cause is gone.", kind=task.kind)
    if task.kind == unanswered.KIND and task.conversation_id is not None:
        unanswered.end(session, task.conversation_id, now)
    tasks.close(session, task.kind, task.subject, now)


def told(session: Session, task: Task, now: datetime) -> None:
    """The guide was told by phone: of one booking, or of the group of tomorrow."""
    notice = _notice(session, task)
    if notice is not None:
        guides.tick(session, notice, now)
    else:
        guides.tick_list(session, int(task.subject.partition(":")[2]), now)


def tell_again(session: Session, task: Task, user: User, now: datetime) -> None:
    """Try once more to tell the guide. Raises what sending a message does."""
    notice = _notice(session, task)
    if notice is not None:
        guides.tell_again(session, notice, user, now)
    else:  # the list of a group: the clock finds that it was not sent, and tries anew
        tasks.close(session, task.kind, task.subject, now)


def _notice(session: Session, task: Task) -> GuideNotification | None:
    table, _, key = task.subject.partition(":")
    if table != GuideNotification.__tablename__:
        return None
    return session.get_one(GuideNotification, int(key))
