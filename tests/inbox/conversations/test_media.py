"""Files of messages: for the organization that has them, and never as a page."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import now
from crm.files import FileStore
from crm.models import Attachment
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office


def attach(office: Office, session: Session, folder: Path, **values: Any) -> Attachment:
    """A file of a new message of the client."""
    message = factories.make_communication(session, office.conversation, kind="image", body="")
    key = FileStore(folder).keep(b"0123456789")
    row = Attachment(
        **{
            "organization_id": office.organization.id,
            "communication_id": message.id,
            "position": 0,
            "source_url": "https://api.example.com/media",
            "content_type": "image/png",
            "next_attempt_at": now.utc(),
            "state": "stored",
            "storage_key": key,
            **values,
        }
    )
    session.add(row)
    session.commit()
    return row


def test_a_picture_is_shown_in_its_bubble(
    office: Office, agent: Browser, session: Session, tmp_path: Path
) -> None:
    """From our own address."""
    file = attach(office, session, tmp_path)
    address = f"/inbox/media/{file.public_id}"
    assert f'<img src="{address}"' in agent.get(office.path).text
    answer = agent.get(address)
    assert (answer.data, answer.mimetype) == (b"0123456789", "image/png")


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_what_could_be_a_page_is_only_saved(
    office: Office, agent: Browser, session: Session, tmp_path: Path, kind: str
) -> None:
    """A client's file must not run on our address."""
    file = attach(office, session, tmp_path, content_type=kind, file_name="x.html")
    answer = agent.get(f"/inbox/media/{file.public_id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_players_may_ask_for_a_part(
    office: Office, agent: Browser, session: Session, tmp_path: Path
) -> None:
    """Else one cannot move within a voice message."""
    file = attach(office, session, tmp_path, content_type="audio/ogg")
    answer = agent.get(f"/inbox/media/{file.public_id}", headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.data) == (206, b"234")


def test_an_outsider_finds_no_file(
    office: Office, outsider: Browser, session: Session, tmp_path: Path
) -> None:
    """Neither to see nor to have fetched."""
    file = attach(office, session, tmp_path)
    assert outsider.get(f"/inbox/media/{file.public_id}").status_code == 404
    assert outsider.post(f"/inbox/media/{file.public_id}/again").status_code == 404


def test_a_file_on_its_way_says_so(
    office: Office, agent: Browser, session: Session, tmp_path: Path
) -> None:
    """The message is there at once, its picture later."""
    file = attach(office, session, tmp_path, state="waiting", storage_key=None)
    assert "Fetching the picture…" in agent.get(office.path).text
    assert agent.get(f"/inbox/media/{file.public_id}").status_code == 404


def test_a_file_that_was_given_up_can_be_fetched_again(
    office: Office, agent: Browser, session: Session, tmp_path: Path
) -> None:
    """The order to fetch it is its row."""
    past = now.utc() - timedelta(days=1)
    file = attach(
        office,
        session,
        tmp_path,
        state="missing",
        storage_key=None,
        attempts=8,
        next_attempt_at=past,
    )
    assert "Fetch again" in agent.get(office.path).text
    assert agent.post(f"/inbox/media/{file.public_id}/again").status_code == 303
    session.refresh(file)
    assert (file.state, file.attempts) == ("waiting", 0)
    assert file.next_attempt_at > past


def test_a_file_gone_from_the_store_is_not_found(
    office: Office, agent: Browser, session: Session, tmp_path: Path
) -> None:
    """A sentence, not a fault."""
    file = attach(office, session, tmp_path, storage_key="0" * 64)
    assert agent.get(f"/inbox/media/{file.public_id}").status_code == 404
