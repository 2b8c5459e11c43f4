"""The view of the list goes along: to the next page, through a deed, and back."""

import pytest

from tests.browser import Browser
from tests.inbox.offices import Office

MINE = "?whose=mine&only=waiting"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("assign", {"agent": "me"}),
        ("done", {}),
        ("reopen", {}),
        ("text", {"body": "Да", "key": "k"}),
    ],
)
def test_a_deed_comes_back_to_the_list_in_its_view(
    office: Office, agent: Browser, verb: str, fields: dict[str, str]
) -> None:
    answer = agent.post(f"{office.path}/{verb}{MINE}", **fields)
    assert answer.headers["Location"] == f"{office.path}{MINE}"


def test_what_a_conversation_leads_to_carries_the_view(office: Office, agent: Browser) -> None:
    kept = MINE.replace("&", "&amp;")
    for path in (office.path, f"{office.path}/live"):
        page = agent.get(f"{path}{MINE}").text
        for verb in ("assign", "done", "composer"):
            assert f"{office.path}/{verb}{kept}" in page, (path, verb)
        assert f'href="/inbox/{kept}"' in page, path


def test_the_tabs_of_the_list_name_their_own_view(office: Office, agent: Browser) -> None:
    page = agent.get(f"{office.path}{MINE}").text
    assert 'href="/inbox/?only=waiting"' in page
    assert 'href="/inbox/?whose=mine"' in page


def test_a_view_that_nobody_knows_is_not_carried_along(office: Office, agent: Browser) -> None:
    page = agent.get(f"{office.path}?whose=everybody&only=x").text
    assert "everybody" not in page
