"""Parted again: merge and undo leave who owns what as it was, and what came since has an owner."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import StepRefused
from crm.merging import merge, undo
from crm.messages import receive
from crm.models import Client, ClientConsent, ClientMerge, Communication, Lead
from crm.models.lead import OPEN
from tests.booking_factories import make_booking
from tests.crm.merging import people
from tests.crm.merging.people import Two
from tests.factories import NOW, make_client, make_consent, make_inbound, make_lead

SAID = st.lists(st.tuples(st.booleans(), st.sampled_from(["opted_in", "opted_out"])), max_size=4)
STAGES = st.sampled_from([*OPEN, "won", "lost"])


def merged(session: Session, two: Two) -> ClientMerge:
    """The two are one."""
    return merge.merge(session, two.kept, two.merged, two.user, NOW)


def write(session: Session, two: Two, number: str | None, body: str = "Снова я") -> Communication:
    """A message from one of the two numbers."""
    inbound = make_inbound(two.sender, client_address=f"whatsapp:{number}", body=body)
    found = receive.receive(session, inbound, NOW)
    return session.get_one(Communication, found.communication_id)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=SAID,
    stages=st.tuples(STAGES, STAGES),
    hidden=st.tuples(st.booleans(), st.booleans()),
    notes=st.tuples(*[st.sampled_from([None, "а", "б"])] * 2),
    tags=st.tuples(*[st.lists(st.sampled_from(["А", "а", "б"]), unique=True)] * 2),
)
def test_merge_and_undo_change_nothing(
    session: Session,
    said: list[tuple[bool, str]],
    stages: tuple[str, str],
    hidden: tuple[bool, bool],
    notes: tuple[str | None, str | None],
    tags: tuple[list[str], list[str]],
) -> None:
    with session.begin_nested() as once:
        two = people.make(session, statuses=stages)
        for client, number, note, tag in zip(
            (two.kept, two.merged), hidden, notes, tags, strict=True
        ):
            client.phone = None if number else client.phone
            client.notes, client.tags = note, sorted(tag, key=str.casefold)
        for ours, state in said:
            make_consent(session, two.kept if ours else two.merged, state)
        for lead in two.leads:
            if lead.status not in OPEN:
                lead.unread_messages_count = 0
        owners, facts = people.owners(session), people.facts(session)
        words = last_words(session)
        undo.undo(session, merged(session, two), two.user, NOW)
        after = people.owners(session)
        assert {name: after[name] for name in owners} == owners
        assert people.facts(session) == facts
        assert last_words(session) == words
        once.rollback()


def last_words(session: Session) -> dict[tuple[int, str], tuple[str, str]]:
    """What each client said last."""
    rows = session.scalars(select(ClientConsent).order_by(ClientConsent.id))
    return {(one.client_id, one.scope): (one.state, one.evidence) for one in rows}


def test_what_came_since_goes_with_its_address(session: Session) -> None:
    two = people.make(session)
    numbers = two.kept.phone, two.merged.phone
    row = merged(session, two)
    ours, theirs = (write(session, two, number) for number in numbers)
    stop = write(session, two, numbers[1], "стоп")
    undo.undo(session, row, two.user, NOW)
    assert (ours.client_id, ours.lead_id) == (two.kept.id, two.leads[0].id)
    assert (theirs.client_id, theirs.lead_id) == (two.merged.id, two.leads[1].id)
    words = last_words(session)
    assert words[two.merged.id, "all"] == ("opted_out", "стоп")
    assert words[two.kept.id, "all"][0] == "opted_in"
    assert stop.client_id == two.merged.id


def test_a_lead_and_its_booking_go_with_the_conversation_they_began_in(session: Session) -> None:
    two = people.make(session, statuses=("won", "won"), booking="cancelled")
    number = two.merged.phone
    row = merged(session, two)
    said = write(session, two, number)
    lead = session.get_one(Lead, said.lead_id)
    booking = make_booking(session, two.kept, None, "quote", lead=lead)
    undo.undo(session, row, two.user, NOW)
    assert (lead.client_id, booking.client_id) == (two.merged.id, two.merged.id)


def test_what_somebody_changed_since_stays(session: Session) -> None:
    two = people.make(session)
    two.merged.notes, two.merged.email = "Аллергия", "anna@example.com"
    row = merged(session, two)
    two.kept.notes = "Аллергия на орехи"
    two.kept.tags = ["семья"]
    undo.undo(session, row, two.user, NOW)
    assert (two.kept.notes, two.kept.tags, two.kept.email) == ("Аллергия на орехи", ["семья"], None)
    assert two.merged.notes == "Аллергия"


def test_an_undo_is_done_once(session: Session) -> None:
    two = people.make(session)
    row = merged(session, two)
    undo.undo(session, row, two.user, NOW)
    with pytest.raises(StepRefused):
        undo.undo(session, row, two.user, NOW)
    again = merged(session, two)
    assert again.id != row.id


def test_merges_are_undone_from_the_last(session: Session) -> None:
    two = people.make(session)
    third, fourth = (make_client(session, two.organization) for _ in range(2))
    first = merged(session, two)
    second = merge.merge(session, two.kept, third, two.user, NOW)
    last = merge.merge(session, fourth, two.kept, two.user, NOW)
    for row in (first, second):
        with pytest.raises(StepRefused):
            undo.undo(session, row, two.user, NOW)
    for row in (last, second, first):
        undo.undo(session, row, two.user, NOW)
    assert two.merged.merged_into_id is None


def test_a_number_that_is_somebody_elses_now_is_not_taken(session: Session) -> None:
    two = people.make(session)
    number = two.merged.phone
    row = merged(session, two)
    make_client(session, two.organization, phone=number, name="Пётр")
    with pytest.raises(StepRefused) as refused:
        undo.undo(session, row, two.user, NOW)
    assert refused.value.facts["name"] == "Пётр"


def test_a_second_open_lead_is_in_the_way(session: Session) -> None:
    two = people.make(session, statuses=("new", "quoted"))
    row = merged(session, two)
    two.leads[1].status = "won"
    session.flush()
    newer = make_lead(session, two.kept)
    with pytest.raises(StepRefused):
        undo.undo(session, row, two.user, NOW)
    newer.status = "won"
    session.flush()
    undo.undo(session, row, two.user, NOW)
    assert (two.leads[0].status, two.leads[0].client_id) == ("new", two.kept.id)


def test_clients_keep_their_own_rows(session: Session) -> None:
    two = people.make(session)
    count = len(session.scalars(select(Client)).all())
    undo.undo(session, merged(session, two), two.user, NOW)
    assert len(session.scalars(select(Client)).all()) == count
