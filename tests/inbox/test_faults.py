"""What went wrong, in words."""

from flask import Flask
from structlog.testing import capture_logs

from inbox.access import needs
from tests.browser import Browser


def test_our_own_fault_has_a_number_that_is_in_the_log(app: Flask, agent: Browser) -> None:
    """The agent reads it out, the operator finds the line."""

    @needs("agent")
    def broken() -> str:
        raise ZeroDivisionError

    app.view_functions["tasks.index"] = broken
    with capture_logs() as lines:
        answer = agent.get("/inbox/tasks")
    assert answer.status_code == 500
    assert f"No. {lines[0]['number']}" in answer.text
    assert "nothing was changed" in answer.text


def test_a_page_that_is_not_there_says_so_in_words(agent: Browser) -> None:
    """The same words as for what one may not see."""
    answer = agent.get("/inbox/nowhere")
    assert answer.status_code == 404
    assert "Not found, or not yours to see." in answer.text
    assert "<title>Not found, or not yours to see · Dreamland</title>" in answer.text
