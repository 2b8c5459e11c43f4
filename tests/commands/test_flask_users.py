"""`flask users …`."""

from sqlalchemy.orm import Session

from crm import users
from tests.commands.conftest import Run
from tests.factories import NOW


def test_an_agent_is_added_and_can_sign_in(seeded: Run, rows: Session) -> None:
    """The password comes from standard input, never from an argument."""
    result = seeded("users", "add", "D@Example.com", "--password-stdin", stdin="a long one\n")
    assert result.output == "d@example.com may sign in as agent.\n"
    assert users.sign_in(rows, "d@example.com", "a long one", NOW).role == "agent"


def test_a_typed_password_is_asked_twice_and_not_shown(seeded: Run, rows: Session) -> None:
    """At the terminal."""
    result = seeded("users", "add", "d@example.com", stdin="a long one\na long one\n")
    assert result.exit_code == 0
    assert "a long one" not in result.output
    assert users.sign_in(rows, "d@example.com", "a long one", NOW)


def test_a_new_password_replaces_the_old(seeded: Run, rows: Session) -> None:
    """For the admin of bootstrap too."""
    seeded("users", "password", "admin@example.com", "--password-stdin", stdin="new words\n")
    assert users.sign_in(rows, "admin@example.com", "new words", NOW).role == "admin"


def test_what_makes_no_sense_is_a_sentence(seeded: Run) -> None:
    """A taken address, none, an empty password, nobody."""
    add = ("users", "add", "--password-stdin")
    assert "is somebody's already" in seeded(*add, "ADMIN@example.com", stdin="x\n").output
    assert "is no e-mail address" in seeded(*add, "dan", stdin="x\n").output
    assert "A password has 1 to" in seeded(*add, "d@example.com", stdin="\n").output
    nobody = seeded("users", "password", "x@example.com", "--password-stdin", stdin="x\n")
    assert (nobody.exit_code, "Nobody has the address" in nobody.output) == (1, True)


def test_everybody_is_listed(seeded: Run) -> None:
    """With their role and organization."""
    assert seeded("users", "list").output == ("admin@example.com “Admin”, admin [Dreamland PRO]\n")
