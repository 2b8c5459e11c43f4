"""The settings lead to the first page a user may open, and show only such words."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from crm.models import User
from tests.browser import Browser
from tests.inbox.offices import Office

SETTINGS = "/inbox/settings"


def test_an_admin_begins_with_the_team(admin: Browser) -> None:
    assert admin.get(SETTINGS).headers["Location"] == f"{SETTINGS}/team"


@pytest.mark.parametrize("role", ["guide", "agent", "manager"])
def test_others_have_their_account_and_no_word_of_the_admins(
    role: str, office: Office, session: Session, browse: Callable[[User], Browser]
) -> None:
    office.teammate.role = role
    session.commit()
    html = browse(office.teammate).get(f"{SETTINGS}/account").text
    assert "My account" in html
    assert "Audit log" not in html


def test_the_word_of_the_page_is_marked(admin: Browser) -> None:
    """One of the several that share a module, too."""
    html = admin.get(f"{SETTINGS}/quiet-hours").text
    assert f'<a href="{SETTINGS}/quiet-hours" aria-current="page">' in html
    assert html.count('aria-current="page"') == 2, "the gear, and the word"
