"""Signing in: argon2, and a pause that makes guessing slow, at once and from many sides too."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from crm import users
from crm.errors import ValueRefused
from crm.models import SignInFailure, User
from crm.users import SignInPaused, SignInRefused
from tests.factories import NOW, make_organization, make_user

RIGHT = "correct horse battery"


def make(session: Session, email: str = "agent@example.com") -> User:
    """A user with that password."""
    return users.create(session, make_organization(session), email, "Daniyar", RIGHT)


def fail(session: Session, times: int, email: str = "agent@example.com") -> None:
    """Guess wrongly."""
    for _ in range(times):
        with pytest.raises((SignInRefused, SignInPaused)):
            users.sign_in(session, email, "wrong", NOW)


def test_a_password_is_kept_as_an_argon2_digest(session: Session) -> None:
    """Never as it is."""
    assert make(session).password_digest.startswith("$argon2id$")


def test_an_email_is_found_however_it_is_spelled(session: Session) -> None:
    """Capitals and spaces are slips, not other people."""
    user = make(session, " Agent@Example.com ")
    assert users.sign_in(session, "AGENT@example.COM", RIGHT, NOW) is user
    assert user.last_login_at == NOW


@pytest.mark.parametrize("email", ["agent@example.com", "nobody@example.com"])
def test_failures_are_counted_for_known_and_unknown_alike(session: Session, email: str) -> None:
    """Else the count would tell who exists."""
    make(session)
    fail(session, 3, email)
    with pytest.raises(SignInRefused) as refused:
        users.sign_in(session, email, "wrong", NOW)
    assert refused.value.facts == {"left": 1}


def test_after_five_failures_even_the_right_password_waits(session: Session) -> None:
    """For five minutes, then it is taken."""
    user = make(session)
    fail(session, 5)
    with pytest.raises(SignInPaused) as paused:
        users.sign_in(session, user.email, RIGHT, NOW + timedelta(minutes=4))
    assert paused.value.facts == {"seconds": 60}
    assert users.sign_in(session, user.email, RIGHT, NOW + users.PAUSE) is user


def test_a_success_forgets_the_failures(session: Session) -> None:
    """Four slips on Monday do not pause Tuesday."""
    user = make(session)
    fail(session, 4)
    users.sign_in(session, user.email, RIGHT, NOW)
    session.flush()
    assert session.get(SignInFailure, user.email) is None


def test_someone_inactive_is_refused_like_a_stranger(session: Session) -> None:
    """With the right password too."""
    make(session).is_active = False
    with pytest.raises(SignInRefused):
        users.sign_in(session, "agent@example.com", RIGHT, NOW)


@pytest.mark.parametrize("password", ["", "x" * 2000])
def test_no_password_and_an_endless_one_are_refused(password: str) -> None:
    """The one is none, the other only costs time."""
    with pytest.raises(ValueRefused):
        users.digest(password)


def test_a_nul_in_an_email_is_no_fault(session: Session) -> None:
    """PostgreSQL takes none; a stranger may send one."""
    with pytest.raises(SignInRefused):
        users.sign_in(session, "a\x00b@example.com", "wrong", NOW)


def test_guesses_made_at_once_are_all_counted(database_url: str) -> None:
    """Ten at the same instant are still only five tries."""
    engine = create_engine(database_url)

    def guess(_number: int) -> str:
        with Session(engine) as session:
            try:
                users.sign_in(session, "agent@example.com", "wrong", NOW)
            except SignInRefused:
                return "refused"
            except SignInPaused:
                return "paused"
            finally:
                session.commit()
        return "in"

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(guess, range(10)))
    engine.dispose()
    assert (answers.count("refused"), answers.count("paused")) == (4, 6)


def test_the_team_is_whoever_can_answer_clients(session: Session) -> None:
    """No guide, nobody who has left, nobody of another operator."""
    ours = make_organization(session)
    agent = make_user(session, ours)
    make_user(session, ours, role="guide")
    make_user(session, ours, is_active=False)
    make_user(session, make_organization(session))
    assert users.team(session, ours.id) == [agent]
