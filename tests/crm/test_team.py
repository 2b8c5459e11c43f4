"""Who of the team may do what, how they leave, and that an admin remains."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm import team, user_sessions
from crm.errors import NotFound, ValueRefused
from crm.models import Organization, User
from tests import factories
from tests.factories import NOW


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return factories.make_organization(session)


@pytest.fixture
def admin(session: Session, organization: Organization) -> User:
    """Its only admin."""
    return factories.make_user(session, organization, role="admin", name="Aigerim")


@pytest.fixture
def agent(session: Session, organization: Organization) -> User:
    """One of its agents."""
    return factories.make_user(session, organization, name="Daniyar")


def test_the_team_is_listed_with_when_each_was_seen(
    session: Session, organization: Organization, admin: User, agent: User
) -> None:
    """Those who may not sign in last; of another operator nobody."""
    factories.make_user(session, factories.make_organization(session))
    agent.is_active = False
    for ago in (timedelta(hours=20), timedelta(hours=1)):
        user_sessions.open_for(session, admin, "Firefox", NOW - ago)
    found = team.members(session, organization.id, NOW)
    assert [one.user for one in found] == [admin, agent]
    assert (found[0].last_seen_at, found[0].browsers) == (NOW - timedelta(hours=1), 1)
    assert (found[1].last_seen_at, found[1].browsers) == (None, 0)


def test_the_last_admin_stays_one(session: Session, admin: User, agent: User) -> None:
    """Nobody could let anybody in again."""
    with pytest.raises(ValueRefused, match="only admin"):
        team.change_role(session, admin, "agent", None, NOW)
    with pytest.raises(ValueRefused, match="only admin"):
        team.deactivate(session, admin, NOW)
    team.change_role(session, agent, "admin", None, NOW)
    team.change_role(session, admin, "agent", None, NOW)
    assert (admin.role, agent.role) == ("agent", "admin")


def test_an_admin_who_has_left_is_none(session: Session, admin: User, agent: User) -> None:
    """They cannot sign in either."""
    team.change_role(session, agent, "admin", None, NOW)
    team.deactivate(session, agent, NOW)
    with pytest.raises(ValueRefused):
        team.change_role(session, admin, "manager", None, NOW)


def test_whoever_leaves_is_out_at_once_and_has_no_clients(
    session: Session, organization: Organization, admin: User, agent: User
) -> None:
    """Else somebody would wait for an answer from nobody."""
    token = user_sessions.open_for(session, agent, "Firefox", NOW)
    sender = factories.make_sender(session, organization)
    client = factories.make_client(session, organization)
    talk = factories.make_conversation(session, sender, client, agent_id=agent.id)
    assert team.deactivate(session, agent, NOW) == 1
    team.reactivate(session, agent, NOW)
    session.refresh(talk)
    assert (agent.is_active, talk.agent_id) == (True, None)
    assert user_sessions.opened(session, token, NOW) is None


def test_a_guide_is_one_of_the_colleagues(
    session: Session, organization: Organization, admin: User, agent: User
) -> None:
    """Tied to the internal client who leads the departures; in other roles one may be."""
    colleague = factories.make_client(session, organization, kind="internal")
    client = factories.make_client(session, organization)
    for nobody in (None, client.public_id):
        with pytest.raises(ValueRefused, match="whose departures they lead"):
            team.change_role(session, agent, "guide", nobody, NOW)
    team.change_role(session, agent, "guide", colleague.public_id, NOW)
    assert (agent.role, agent.guide_client_id) == ("guide", colleague.id)
    team.change_role(session, agent, "agent", colleague.public_id, NOW)
    assert (agent.role, agent.guide_client_id) == ("agent", colleague.id)
    team.change_role(session, agent, "agent", None, NOW)
    assert agent.guide_client_id is None
    assert team.guides(session, organization.id) == [colleague]


def test_there_are_four_roles_and_one_team(session: Session, admin: User) -> None:
    """Another's people are nobody."""
    with pytest.raises(ValueRefused, match="Choose a role"):
        team.change_role(session, admin, "owner", None, NOW)
    other = factories.make_organization(session)
    with pytest.raises(NotFound):
        team.find(session, other.id, admin.public_id)
