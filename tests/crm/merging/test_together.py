"""Merges among messages, other merges and undoes, over connections of their own."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from crm import retry
from crm.errors import CrmError
from crm.merging import merge, undo
from crm.messages import receive
from crm.models import Client, ClientMerge, Communication, Lead, User, WhatsappSender
from tests.crm.merging import people
from tests.crm.merging.people import Two
from tests.factories import NOW, make_inbound
from tests.race import at_once

Sessions = sessionmaker[Session]


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """Sessions that really commit, each on a connection of its own."""
    engine = create_engine(database_url, pool_size=12)
    yield sessionmaker(engine)
    engine.dispose()


@pytest.fixture
def two(sessions: Sessions) -> Two:
    """The two, committed; read by their ids alone."""
    with sessions(expire_on_commit=False) as session, session.begin():
        return people.make(session)


def merging(sessions: Sessions, kept: int, merged: int, user: int) -> Callable[[], bool]:
    """As a deed does it: tried again where two met; refused by a sentence or not."""

    def work(session: Session) -> None:
        pair = session.get_one(Client, kept), session.get_one(Client, merged)
        merge.merge(session, *pair, session.get_one(User, user), NOW)

    def one() -> bool:
        try:
            retry.transaction(sessions, work)
        except CrmError:
            return False
        return True

    return one


def writing(sessions: Sessions, two: Two, number: str, body: str) -> Callable[[], bool]:
    """A message arrives."""

    def work(session: Session) -> bool:
        sender = session.get_one(WhatsappSender, two.sender.id)
        inbound = make_inbound(sender, client_address=f"whatsapp:{number}", body=body)
        receive.receive(session, inbound, NOW)
        return True

    return lambda: retry.transaction(sessions, work)


def astray(session: Session) -> list[str]:
    """What is not with the owner of its conversation, or has a lead of somebody else."""
    found = session.execute(
        text(
            """
            SELECT 'message ' || c.id FROM communications c
            JOIN conversations v ON v.id = c.conversation_id WHERE v.client_id <> c.client_id
            UNION ALL
            SELECT 'lead of ' || c.id FROM communications c
            JOIN leads l ON l.id = c.lead_id WHERE l.client_id <> c.client_id
            UNION ALL
            SELECT 'talk ' || v.id FROM conversations v
            JOIN client_addresses a ON a.id = v.address_id WHERE a.client_id <> v.client_id
            UNION ALL
            SELECT 'booking ' || b.id FROM bookings b
            JOIN leads l ON l.id = b.lead_id WHERE l.client_id <> b.client_id
            UNION ALL
            SELECT 'unread ' || l.id FROM leads l
            WHERE l.status IN ('new', 'contacted', 'qualified', 'quoted')
              AND l.unread_messages_count <> (SELECT sum(unread_count) FROM conversations v
                  WHERE v.client_id = l.client_id)
            """
        )
    )
    return list(found.scalars())


@pytest.mark.parametrize("round_", range(4))
def test_messages_that_arrive_meanwhile_are_the_kept_ones(
    sessions: Sessions, two: Two, round_: int
) -> None:
    numbers = [str(two.kept.phone), str(two.merged.phone)] * 3
    bodies = ["Добрый день", "стоп", "Ещё вопрос", "start", "Да", "Нет"]
    works = [
        writing(sessions, two, number, body) for number, body in zip(numbers, bodies, strict=True)
    ]
    works.insert(round_, merging(sessions, two.kept.id, two.merged.id, two.user.id))
    assert all(at_once(works))
    with sessions() as session:
        owners = set(session.scalars(select(Communication.client_id)))
        assert (owners, astray(session)) == ({two.kept.id}, [])
        assert len(session.scalars(select(Communication.id)).all()) >= 3 + 6


def test_two_merges_of_one_pair_are_one(sessions: Sessions, two: Two) -> None:
    ids = two.kept.id, two.merged.id
    works = [merging(sessions, *pair, two.user.id) for pair in (ids, ids[::-1])] * 3
    assert sum(at_once(works)) == 1
    with sessions() as session:
        assert len(session.scalars(select(ClientMerge)).all()) == 1
        assert astray(session) == []


@pytest.mark.parametrize("_round", range(3))
def test_an_undo_among_messages_leaves_nothing_astray(
    sessions: Sessions, two: Two, _round: int
) -> None:
    assert merging(sessions, two.kept.id, two.merged.id, two.user.id)()

    def parting(session: Session) -> bool:
        row = session.scalars(select(ClientMerge)).one()
        undo.undo(session, row, session.get_one(User, two.user.id), NOW)
        return True

    works = [
        writing(sessions, two, str(number), f"{number}?")
        for number in (two.kept.phone, two.merged.phone) * 3
    ]
    assert all(at_once([*works, lambda: retry.transaction(sessions, parting)]))
    with sessions() as session:
        assert astray(session) == []
        stages = session.scalars(select(Lead.status).order_by(Lead.id)).all()
        assert stages.count("contacted") == 1 and stages.count("new") == 1
