"""An invitation lets one person in, once, within a week."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import invites, user_sessions, users
from crm.errors import NotFound, ValueRefused
from crm.invites import InviteGone
from crm.models import Invite, User
from tests import factories
from tests.factories import NOW

PASSWORD = "four quiet words here"


@pytest.fixture
def admin(session: Session) -> User:
    """Who invites."""
    return factories.make_user(session, factories.make_organization(session), role="admin")


def test_a_link_makes_a_user_once(session: Session, admin: User) -> None:
    """With the address and role of the invitation, and the name and password that were typed."""
    _, token = invites.invite(session, admin, "New@Example.com ", "manager", None, NOW)
    user = invites.accept(session, token, "Мария", PASSWORD, NOW)
    assert (user.email, user.role, user.name) == ("new@example.com", "manager", "Мария")
    assert users.sign_in(session, "new@example.com", PASSWORD, NOW) == user
    with pytest.raises(InviteGone):
        invites.accept(session, token, "Мария", PASSWORD, NOW)


def test_a_guide_comes_as_the_guide_they_are(session: Session, admin: User) -> None:
    organization = factories.make_organization(session)
    guide = factories.make_client(session, organization, kind="internal")
    _, token = invites.invite(session, admin, "g@example.com", "guide", guide, NOW)
    assert invites.accept(session, token, "", PASSWORD, NOW).guide_client_id == guide.id


def test_the_token_itself_is_not_kept(session: Session, admin: User) -> None:
    _, token = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    assert token not in session.scalars(select(Invite.token_digest)).all()


def test_a_link_opens_for_a_week(session: Session, admin: User) -> None:
    made, token = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    last = NOW + timedelta(days=7) - timedelta(seconds=1)
    assert invites.read(session, token, last)[0] == made
    with pytest.raises(InviteGone):
        invites.read(session, token, NOW + timedelta(days=7))
    assert invites.waiting(session, admin.organization_id, NOW + timedelta(days=7)) == []


def test_a_link_that_was_taken_back_opens_nothing(session: Session, admin: User) -> None:
    made, token = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    invites.revoke(session, made, NOW)
    with pytest.raises(InviteGone):
        invites.accept(session, token, "Мария", PASSWORD, NOW)


def test_a_new_link_ends_the_older_one(session: Session, admin: User) -> None:
    """The admin has lost it, or fears that somebody else has it."""
    _, old = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    made, new = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    with pytest.raises(InviteGone):
        invites.read(session, old, NOW)
    assert invites.waiting(session, admin.organization_id, NOW) == [made]
    assert invites.read(session, new, NOW)[0] == made


def test_nobody_is_invited_twice_or_nowhere(session: Session, admin: User) -> None:
    with pytest.raises(ValueRefused, match="somebody's already"):
        invites.invite(session, admin, admin.email.upper(), "agent", None, NOW)
    with pytest.raises(ValueRefused, match="no e-mail address"):
        invites.invite(session, admin, "dan", "agent", None, NOW)


def test_a_short_password_keeps_the_link(session: Session, admin: User) -> None:
    """What is refused can be typed again."""
    _, token = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    with pytest.raises(ValueRefused, match="10 characters"):
        invites.accept(session, token, "Мария", "short", NOW)
    assert invites.accept(session, token, "Мария", PASSWORD, NOW)


def test_a_link_gives_a_new_password(session: Session, admin: User) -> None:
    """And ends every session of the old one."""
    old = user_sessions.open_for(session, admin, "Firefox", NOW)
    _, token = invites.for_password(session, admin, admin, NOW)
    assert invites.accept(session, token, "Somebody else", PASSWORD, NOW) == admin
    assert (users.has_password(admin, PASSWORD), admin.name) == (True, "Daniyar")
    assert user_sessions.opened(session, old, NOW) is None


def test_who_has_left_gets_no_password(session: Session, admin: User) -> None:
    """Neither a link, nor by the link of before."""
    _, token = invites.for_password(session, admin, admin, NOW)
    admin.is_active = False
    with pytest.raises(InviteGone):
        invites.accept(session, token, "", PASSWORD, NOW)
    with pytest.raises(ValueRefused):
        invites.for_password(session, admin, admin, NOW)


def test_another_operator_finds_no_invitation(session: Session, admin: User) -> None:
    made, _ = invites.invite(session, admin, "new@example.com", "agent", None, NOW)
    with pytest.raises(NotFound):
        invites.find(session, factories.make_organization(session).id, made.public_id)
