"""Tags of clients."""

import pytest
from sqlalchemy.orm import Session

from crm import client_tags
from crm.errors import ValueRefused
from tests.factories import NOW, make_client, make_organization


def test_a_client_has_a_tag_once(session: Session) -> None:
    client = make_client(session, make_organization(session))
    for typed in ("семья", "  Вегетарианцы ", "Семья"):
        client_tags.add(session, client, typed, NOW)
    assert client.tags == ["Вегетарианцы", "семья"]
    client_tags.remove(session, client, "семья", NOW)
    client_tags.remove(session, client, "семья", NOW)
    assert client.tags == ["Вегетарианцы"]


@pytest.mark.parametrize("typed", ["", " \n", "…", "x" * 41])
def test_what_is_no_tag_is_refused(session: Session, typed: str) -> None:
    client = make_client(session, make_organization(session))
    with pytest.raises(ValueRefused):
        client_tags.add(session, client, typed, NOW)


def test_a_client_is_not_papered_with_tags(session: Session) -> None:
    tags = [f"tag {number}" for number in range(client_tags.MOST)]
    client = make_client(session, make_organization(session), tags=tags)
    with pytest.raises(ValueRefused):
        client_tags.add(session, client, "one more", NOW)


def test_the_tags_of_most_clients_are_suggested_first(session: Session) -> None:
    organization = make_organization(session)
    make_client(session, make_organization(session), tags=["theirs"])
    for tags in (["family", "veggie"], ["family"], []):
        make_client(session, organization, tags=tags)
    assert client_tags.suggested(session, organization.id) == ["family", "veggie"]
