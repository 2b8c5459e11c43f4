"""Two clients become one: what moves, what wins, and what finds whom afterwards."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients, consents
from crm.db import Base
from crm.errors import CrmError
from crm.merging import merge
from crm.messages import receive
from crm.models import ClientConsent, Communication, Conversation, Lead
from tests.crm.merging import people
from tests.factories import NOW, make_client, make_consent, make_inbound


def test_everything_becomes_the_others(session: Session) -> None:
    two = people.make(session)
    before = people.owners(session)
    row = merge.merge(session, two.kept, two.merged, two.user, NOW)
    after = people.owners(session)
    assert {name: owner for name, owner in after.items() if name in before} == dict.fromkeys(
        before, two.kept.id
    )
    assert (row.kept_id, row.merged_id, row.merged_by) == (two.kept.id, two.merged.id, two.user.id)
    assert (two.merged.merged_into_id, two.merged.phone) == (two.kept.id, None)


def test_every_table_of_clients_moves(session: Session) -> None:
    """A new one must say here what a merge does to it. Guides are not merged."""
    found = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "clients" for key in column.foreign_keys)
        and "guide" not in column.name
    }
    moved = {(model.__tablename__, "client_id") for model in merge.MOVED.values()}
    own = {("client_merges", "kept_id"), ("client_merges", "merged_id")}
    own |= {("clients", "merged_into_id"), ("communications", "client_id")}
    assert found == moved | own


def test_windows_are_not_joined(session: Session) -> None:
    two = people.make(session)
    before = {talk.id: (talk.last_inbound_at, talk.unread_count) for talk in two.talks}
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    found = session.scalars(select(Conversation).where(Conversation.client_id == two.kept.id))
    assert {talk.id: (talk.last_inbound_at, talk.unread_count) for talk in found} == before


@pytest.mark.parametrize(
    ("statuses", "goes_on"),
    [(("contacted", "new"), 0), (("new", "quoted"), 1), (("new", "new"), 0)],
)
def test_of_two_open_leads_the_further_goes_on(
    session: Session, statuses: tuple[str, str], goes_on: int
) -> None:
    two = people.make(session, statuses=statuses)
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    stays, closed = two.leads[goes_on], two.leads[1 - goes_on]
    assert (stays.status, stays.unread_messages_count) == (statuses[goes_on], 3)
    assert (closed.status, closed.lost_reason, closed.lost_at) == ("lost", "merged", NOW)


def test_a_lead_that_went_on_in_another_is_never_opened_again(session: Session) -> None:
    two = people.make(session, booking="cancelled")
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    two.leads[0].status = "won"
    session.flush()
    address = f"whatsapp:{two.kept.phone}"
    receive.receive(session, make_inbound(two.sender, client_address=address), NOW)
    assert two.leads[1].status == "lost"
    newest = session.scalars(select(Lead).order_by(Lead.id.desc())).first()
    assert newest is not None and newest.status == "new"


@pytest.mark.parametrize("scope", consents.SCOPES)
@pytest.mark.parametrize("no_is_ours", [True, False])
@pytest.mark.parametrize("no_first", [True, False])
def test_no_stays_no_with_its_evidence(
    session: Session, scope: str, no_is_ours: bool, no_first: bool
) -> None:
    two = people.make(session)
    refuser, other = (two.kept, two.merged) if no_is_ours else (two.merged, two.kept)
    for state in ("opted_out", "opted_in") if no_first else ("opted_in", "opted_out"):
        client = refuser if state == "opted_out" else other
        make_consent(session, client, state, scope=scope, evidence=f"{state}!")
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    last = session.scalars(
        select(ClientConsent)
        .where(ClientConsent.client_id == two.kept.id, ClientConsent.scope == scope)
        .order_by(ClientConsent.id.desc())
    ).first()
    assert last is not None and (last.state, last.evidence) == ("opted_out", "opted_out!")


def test_the_kept_ones_values_win_and_nothing_is_lost(session: Session) -> None:
    two = people.make(session)
    two.kept.notes, two.kept.tags = "Любит горы", ["семья"]
    two.merged.notes, two.merged.tags = "Аллергия", ["Семья", "пешком"]
    two.merged.email, two.kept.preferred_language = "anna@example.com", "en"
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    kept = two.kept
    assert (kept.name, kept.preferred_language, kept.email) == ("Анна 0", "en", "anna@example.com")
    assert (kept.notes, kept.tags) == ("Любит горы\n\nАллергия", ["пешком", "семья"])


def test_a_name_wins_over_a_number_and_a_number_over_none(session: Session) -> None:
    two = people.make(session)
    two.kept.name, two.kept.name_is_placeholder, two.kept.phone = "KZ.15", True, None
    number = two.merged.phone
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    assert (two.kept.name, two.kept.name_is_placeholder) == ("Анна 1", False)
    assert two.kept.phone == number


def test_both_numbers_find_the_kept_one(session: Session) -> None:
    two = people.make(session)
    typed = make_client(session, two.organization, phone="+525512345678")  # never wrote
    numbers = [str(two.kept.phone), str(two.merged.phone), "+525512345678"]
    for other in (two.merged, typed):
        merge.merge(session, two.kept, other, two.user, NOW)
    for number in numbers:
        assert clients.find(session, two.organization.id, number, []) == two.kept
    address = "whatsapp:+5215512345678"
    receive.receive(session, make_inbound(two.sender, client_address=address), NOW)
    last = session.scalars(select(Communication).order_by(Communication.id.desc())).first()
    assert last is not None and last.client_id == two.kept.id


def test_what_is_no_pair_is_refused(session: Session) -> None:
    two = people.make(session)
    guide = make_client(session, two.organization, kind="internal")
    for other in (two.kept, guide):
        with pytest.raises(CrmError):
            merge.merge(session, two.kept, other, two.user, NOW)
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    third = make_client(session, two.organization)
    for pair in ((two.kept, two.merged), (third, two.merged), (two.merged, third)):
        with pytest.raises(CrmError):
            merge.merge(session, *pair, two.user, NOW)


def test_others_are_left_alone(session: Session) -> None:
    two, others = people.make(session), people.make(session)
    before = people.owners(session)
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    after = people.owners(session)
    theirs = {others.kept.id, others.merged.id}
    assert {name for name, owner in after.items() if owner in theirs} == {
        name for name, owner in before.items() if owner in theirs
    }
