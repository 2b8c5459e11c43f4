"""Tasks: one open per kind and subject, each organization's own, gone with their cause."""

from datetime import timedelta

from sqlalchemy.orm import Session

from crm import tasks
from crm.tasks import Matter
from tests.factories import NOW, make_organization

DAY = timedelta(days=1)


def test_one_is_open_per_kind_and_subject(session: Session) -> None:
    organization = make_organization(session)
    for kind in ("not_delivered", "not_delivered", "window_missed"):
        tasks.open_for(session, Matter(kind, "communications:1", organization.id, "63016"), NOW)
    assert [task.kind for task in tasks.waiting(session, organization.id)] == [
        "not_delivered",
        "window_missed",
    ]


def test_a_closed_one_may_open_again(session: Session) -> None:
    organization = make_organization(session)
    matter = Matter("not_delivered", "communications:1", organization.id, "63016")
    tasks.open_for(session, matter, NOW)
    tasks.close(session, "window_missed", "communications:1", NOW)
    assert len(tasks.waiting(session, organization.id)) == 1
    tasks.close(session, "not_delivered", "communications:1", NOW)
    assert tasks.waiting(session, organization.id) == []
    tasks.open_for(session, matter, NOW + DAY)
    (again,) = tasks.waiting(session, organization.id)
    assert again.opened_at == NOW + DAY


def test_the_longest_waiting_come_first_and_others_tasks_never(session: Session) -> None:
    organization, other = make_organization(session), make_organization(session)
    for number, owner in enumerate((organization, other, organization)):
        matter = Matter("not_delivered", f"communications:{number}", owner.id, "63024")
        tasks.open_for(session, matter, NOW - number * DAY)
    assert [task.subject for task in tasks.waiting(session, organization.id)] == [
        "communications:2",
        "communications:0",
    ]
