"""A session lives until it ends: by its time, its browser, its user's leaving or new password."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import user_sessions, users
from crm.errors import NotFound
from crm.models import User, UserSession
from tests import factories
from tests.factories import NOW


def who(session: Session, token: str, at: datetime) -> User | None:
    """Whose browser it is."""
    opened = user_sessions.opened(session, token, at)
    return opened.user if opened else None


def is_to_be_noted(session: Session, token: str, minutes: int) -> bool:
    """Whether, so long after, it should be noted that the browser is still at it."""
    opened = user_sessions.opened(session, token, NOW + timedelta(minutes=minutes))
    assert opened is not None
    return opened.is_to_be_noted


@pytest.fixture
def user(session: Session) -> User:
    """Somebody of the team."""
    return factories.make_user(session, factories.make_organization(session))


def test_a_token_leads_to_its_user_and_is_not_kept(session: Session, user: User) -> None:
    token = user_sessions.open_for(session, user, "Firefox", NOW)
    assert who(session, token, NOW) == user
    assert user_sessions.opened(session, token + "x", NOW) is None
    assert token not in session.scalars(select(UserSession.token_digest)).all()


def test_it_ends_after_twelve_hours(session: Session, user: User) -> None:
    token = user_sessions.open_for(session, user, "Firefox", NOW)
    before = NOW + timedelta(hours=12) - timedelta(seconds=1)
    assert who(session, token, before) == user
    assert user_sessions.opened(session, token, NOW + timedelta(hours=12)) is None


def test_signing_out_ends_this_browsers_session_alone(session: Session, user: User) -> None:
    here, there = [user_sessions.open_for(session, user, "Firefox", NOW) for _ in range(2)]
    user_sessions.end(session, here, NOW)
    assert user_sessions.opened(session, here, NOW) is None
    assert who(session, there, NOW) == user


def test_a_new_password_ends_it(session: Session, user: User) -> None:
    token = user_sessions.open_for(session, user, "Firefox", NOW)
    users.set_password(user, "another one")
    assert user_sessions.opened(session, token, NOW) is None


def test_when_it_was_seen_is_noted_every_five_minutes(session: Session, user: User) -> None:
    token = user_sessions.open_for(session, user, "Firefox", NOW)
    assert not is_to_be_noted(session, token, 4)
    assert is_to_be_noted(session, token, 6)
    user_sessions.seen(session, token, NOW + timedelta(minutes=6))
    assert not is_to_be_noted(session, token, 7)


def test_a_user_sees_their_sessions_and_ends_them(session: Session, user: User) -> None:
    """One, or all but the one at hand; nobody else's."""
    here, there, third = [
        user_sessions.open_for(session, user, name, NOW + timedelta(minutes=minutes))
        for minutes, name in enumerate(("Firefox", "Chrome", "Safari"))
    ]
    shown = user_sessions.of_user(session, user, NOW)
    assert [one.browser for one in shown] == ["Safari", "Chrome", "Firefox"]
    assert [user_sessions.is_of(one, here) for one in shown] == [False, False, True]
    user_sessions.revoke(session, user, shown[0].public_id, NOW)
    assert user_sessions.opened(session, third, NOW) is None
    assert user_sessions.end_all(session, user, NOW, but=here) == 1
    assert user_sessions.opened(session, there, NOW) is None
    assert who(session, here, NOW) == user
    other = factories.make_user(session, factories.make_organization(session))
    with pytest.raises(NotFound):
        user_sessions.revoke(session, other, shown[2].public_id, NOW)


def test_the_browser_in_which_the_password_is_changed_stays(session: Session, user: User) -> None:
    here, there = [user_sessions.open_for(session, user, "Firefox", NOW) for _ in range(2)]
    users.set_password(user, "another one")
    user_sessions.outlive_password(session, user, here)
    assert who(session, here, NOW) == user
    assert user_sessions.opened(session, there, NOW) is None


def test_many_are_looked_up_at_once(session: Session, user: User) -> None:
    """Those that have ended are not among the answers."""
    here, there = [user_sessions.open_for(session, user, "Firefox", NOW) for _ in range(2)]
    user_sessions.end(session, there, NOW)
    assert user_sessions.users_of(session, [here, there, "x"], NOW) == {here: user}
