"""What a person says of a task: settled otherwise, a guide told by phone, told once more."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import guides, task_steps, tasks, unanswered
from crm.errors import StepRefused
from crm.messages import follow
from crm.models import Client, Communication, GuideNotification, Task
from crm.models.task import KINDS
from tests.crm.flows.scene import Scene, make_scene
from tests.crm.test_guides import notice
from tests.factories import NOW, make_task, make_user


@pytest.fixture
def scene(session: Session) -> Scene:
    """A confirmed booking on a departure with a guide."""
    return make_scene(session)


def unreachable(session: Session, scene: Scene) -> Task:
    """The guide has no number; the clock asks a person."""
    session.get_one(Client, scene.departure.guide_id).phone = None
    notice(session, scene)
    guides.tell(session, NOW, 10)
    return session.scalars(select(Task).where(Task.closed_at.is_(None))).one()


def failed(session: Session, scene: Scene) -> tuple[GuideNotification, Task]:
    """The message to the guide did not arrive."""
    found = session.get_one(GuideNotification, notice(session, scene))
    guides.tell(session, NOW, 10)
    message = session.get_one(Communication, found.communication_id)
    message.whatsapp_status, message.error_code = "failed", "63024"
    session.flush()
    follow.these(session, [message.id], NOW)
    return found, session.scalars(select(Task).where(Task.closed_at.is_(None))).one()


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_system_cannot_see_is_closed_by_hand(
    session: Session, scene: Scene, kind: str
) -> None:
    task = make_task(session, scene.organization, kind=kind)
    if kind in task_steps.BY_HAND:
        task_steps.done(session, task, NOW)
        assert tasks.waiting(session, scene.organization.id) == []
        return
    with pytest.raises(StepRefused, match="closes itself"):
        task_steps.done(session, task, NOW)


def test_no_answer_needed_ends_the_wait(session: Session, scene: Scene) -> None:
    unanswered.begin(session, scene.conversation.id, NOW)
    task = make_task(
        session, scene.organization, kind="unanswered",
        subject=f"conversations:{scene.conversation.id}", conversation_id=scene.conversation.id,
    )  # fmt: skip
    task_steps.done(session, task, NOW)
    session.refresh(scene.conversation)
    assert scene.conversation.waiting_since is None
    assert tasks.waiting(session, scene.organization.id) == []


def test_a_guide_told_by_phone_is_told(session: Session, scene: Scene) -> None:
    task = unreachable(session, scene)
    task_steps.told(session, task, NOW)
    assert session.scalars(select(GuideNotification)).one().processed
    assert tasks.waiting(session, scene.organization.id) == []


def test_a_list_given_by_phone_is_not_sent(session: Session, scene: Scene) -> None:
    subject = f"tour_departures:{scene.departure.id}"
    task = make_task(session, scene.organization, kind="guide_not_told", subject=subject)
    task_steps.told(session, task, NOW)
    session.refresh(scene.departure)
    assert scene.departure.list_told_at == NOW
    assert tasks.waiting(session, scene.organization.id) == []
    scene.departure.departure_date = NOW.date()
    assert guides.tell(session, NOW, 10) == 0


def test_a_guide_without_a_number_is_asked_of_again(session: Session, scene: Scene) -> None:
    """The clock tries anew, and asks a person once more where nothing has changed."""
    task = unreachable(session, scene)
    user = make_user(session, scene.organization)
    task_steps.tell_again(session, task, user, NOW)
    assert tasks.waiting(session, scene.organization.id) == []
    assert guides.tell(session, NOW, 10) == 1
    assert len(tasks.waiting(session, scene.organization.id)) == 1


def test_a_message_that_failed_is_sent_once_more_and_followed(
    session: Session, scene: Scene
) -> None:
    found, task = failed(session, scene)
    before = found.communication_id
    task_steps.tell_again(session, task, make_user(session, scene.organization), NOW)
    session.refresh(found)
    again = session.get_one(Communication, found.communication_id)
    assert (again.retry_of, again.whatsapp_status) == (before, "queued")
    assert tasks.waiting(session, scene.organization.id) == []
    again.whatsapp_status = "failed"
    session.flush()
    follow.these(session, [again.id], NOW)
    assert [one.kind for one in tasks.waiting(session, scene.organization.id)] == ["guide_not_told"]


def test_a_list_is_tried_again_by_the_clock(session: Session, scene: Scene) -> None:
    subject = f"tour_departures:{scene.departure.id}"
    task = make_task(session, scene.organization, kind="guide_not_told", subject=subject)
    task_steps.tell_again(session, task, make_user(session, scene.organization), NOW)
    session.refresh(scene.departure)
    assert scene.departure.list_told_at is None
    assert tasks.waiting(session, scene.organization.id) == []
