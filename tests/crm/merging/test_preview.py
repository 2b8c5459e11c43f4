"""What is said before a merge is what the merge then does."""

import pytest
from sqlalchemy.orm import Session

from crm.errors import ValueRefused
from crm.merging import merge, preview
from tests.crm.merging import people
from tests.factories import NOW, make_client, make_consent, make_organization


def test_it_foretells_the_merge(session: Session) -> None:
    two = people.make(session, statuses=("new", "quoted"))
    two.merged.email, two.merged.notes, two.merged.tags = "a@example.com", "Аллергия", ["пешком"]
    make_consent(session, two.merged, "opted_out")
    seen = preview.of(session, two.kept, two.merged)
    told = {field.name: field.stays for field in seen.fields}
    assert seen.moves == {"conversations": 1, "messages": 2, "leads": 2, "bookings": 1}
    assert [field.name for field in seen.fields if field.lost] == ["name"]
    assert seen.closing == (two.leads[0], two.leads[1])
    assert ("all", "opted_in", "opted_out", "opted_out") in seen.consents
    merge.merge(session, two.kept, two.merged, two.user, NOW)
    assert {name: getattr(two.kept, name) or "" for name in told} == told
    assert (two.leads[0].status, two.kept.tags) == ("lost", seen.tags)


def test_it_changes_nothing(session: Session) -> None:
    two = people.make(session)
    before = people.owners(session), people.facts(session)
    preview.of(session, two.kept, two.merged)
    assert (people.owners(session), people.facts(session)) == before
    with pytest.raises(ValueRefused):
        preview.of(session, two.kept, two.kept)


def test_others_are_offered_by_name_number_and_likeness(session: Session) -> None:
    two = people.make(session)
    home = two.organization
    mexican = make_client(session, home, phone="+525512345678", name="100%_ Анна")
    namesake = make_client(session, home, name="анна 0")
    writes = make_client(session, home, name="Ольга", email="a@example.com")
    two.kept.email = "a@example.com"
    make_client(session, home, name="Анна гид", kind="internal")
    make_client(session, make_organization(session), name="Анна 0")
    for typed, found in (
        ("", [writes, namesake]),
        ("Анна", [mexican, two.merged, namesake]),
        ("100%_", [mexican]),
        ("+52 1 55 1234 5678", [mexican]),
        ("8 701 000 00 00", []),
        ("nobody", []),
    ):
        shown = preview.candidates(session, home, two.kept, typed)
        assert {one.id for one in shown} == {one.id for one in found}, typed
