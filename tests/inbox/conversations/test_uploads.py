"""Files that agents send from the page: kept, queued, and never served as a page."""

from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.documents import files
from crm.models import Attachment, Communication
from tests.browser import BASE, Browser
from tests.inbox.offices import Office

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def send(browser: Browser, office: Office, content: bytes, name: str = "тур.png") -> TestResponse:
    """Attach a file and press the button."""
    browser.post(f"{office.path}/done")  # its answer teaches the browser its token
    return browser.client.post(
        f"{office.path}/text",
        base_url=BASE,
        headers={"Referer": BASE, "HX-Request": "true"},
        data={
            "csrf_token": browser.token,
            "key": "k1",
            "body": "Вот так там красиво",
            "file": (BytesIO(content), name),
        },
    )


def test_a_file_is_kept_and_queued(office: Office, agent: Browser, session: Session) -> None:
    """With the words below it, and shown in the log."""
    assert send(agent, office, PNG).status_code == 204
    (file,) = session.scalars(select(Attachment)).all()
    message = session.get_one(Communication, file.communication_id)
    assert (message.kind, message.body) == ("image", "Вот так там красиво")
    assert f"/inbox/media/{file.public_id}" in agent.get(office.path).text
    assert agent.get(f"/inbox/media/{file.public_id}").data == PNG


@pytest.mark.parametrize("content", [b"<html><script>1</script>", b"GIF89a" + b"\0" * 32])
def test_what_whatsapp_does_not_take_is_refused_in_the_form(
    office: Office, agent: Browser, session: Session, content: bytes
) -> None:
    """Nothing is queued, and what was typed stays where it is."""
    answer = send(agent, office, content)
    assert answer.status_code == 422
    assert "WhatsApp" in answer.text
    assert session.scalars(select(Attachment)).all() == []


def test_more_than_any_file_may_have_is_cut_off(office: Office, agent: Browser) -> None:
    """Before it is read, and in words."""
    answer = agent.client.post(
        f"{office.path}/text",
        base_url=BASE,
        data=b"\0" * 18_000_000,
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, "too large" in answer.text) == (413, True)


def test_the_provider_is_given_a_file_to_be_saved(
    office: Office, agent: Browser, session: Session
) -> None:
    """Without signing in, by the address that the message carries."""
    send(agent, office, PNG)
    file = session.scalars(select(Attachment)).one()
    token, name = files.link_upload(session, file, office.conversation.created_at)
    session.commit()
    answer = agent.client.get(f"/files/{token}/{name}", base_url=BASE)
    assert (answer.data, answer.content_type) == (PNG, "image/png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert agent.client.get(f"/files/{token}/other", base_url=BASE).status_code == 404
