"""The spool: whole files, in order, under a limit, drained by one at a time."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm.events import Webhook
from webhook.spool import Spool, SpoolFull

AT = datetime(2026, 8, 4, 5, 0, 0, 123456, tzinfo=UTC)


def webhook(body: str = "", public_id: str | None = None) -> Webhook:
    """A webhook with this text."""
    return Webhook("message", [("Body", body), ("Body", ""), ("New", "1")], public_id, AT)


def drained(spool: Spool) -> list[Webhook]:
    """Everything that waits."""
    taken: list[Webhook] = []
    spool.drain(taken.append)
    return taken


@pytest.mark.parametrize("body", ["", "Привет 👋", "a\x00\n", "\ud83d", "x" * 100_000])
def test_a_webhook_comes_back_as_it_was(tmp_path: Path, body: str) -> None:
    spool = Spool(tmp_path / "made" / "when needed")
    spool.write(webhook(body, "id\udc00"))
    assert drained(spool) == [webhook(body, "id\udc00")]
    assert spool.extent() == (0, 0)


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in range(20):
        spool.write(webhook(str(number)))
    assert [dict(reversed(one.form))["Body"] for one in drained(spool)] == [
        str(number) for number in range(20)
    ]


def test_what_cannot_be_taken_stays_with_all_after_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in range(3):
        spool.write(webhook(str(number)))

    def take(one: Webhook) -> None:
        if one.form[0][1] == "1":
            raise ConnectionError

    with pytest.raises(ConnectionError):
        spool.drain(take)
    assert [one.form[0][1] for one in drained(spool)] == ["1", "2"]


@pytest.mark.parametrize("limit", [{"most_files": 2}, {"most_bytes": 150}])
def test_beyond_the_limit_nothing_is_kept(tmp_path: Path, limit: dict[str, int]) -> None:
    spool = Spool(tmp_path, **limit)
    with pytest.raises(SpoolFull):
        for _ in range(3):
            spool.write(webhook())
    assert 0 < len(drained(spool)) < 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"kind": "message"}',
        b'{"kind": "odd", "form": [], "public_id": null, "received_at": "2026-08-04T05:00:00Z"}',
        b'{"kind": "message", "form": [[1, 2]], "public_id": null, '
        b'"received_at": "2026-08-04T05:00:00Z"}',
    ],
)
def test_what_cannot_be_read_is_set_aside_and_not_in_the_way(
    tmp_path: Path, content: bytes
) -> None:
    spool = Spool(tmp_path)
    (tmp_path / "0-broken.json").write_bytes(content)
    spool.write(webhook("next"))
    assert drained(spool) == [webhook("next")]
    assert (tmp_path / "0-broken.unreadable").read_bytes() == content


def test_half_a_file_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "0-half.part").write_text("{")
    spool = Spool(tmp_path)
    assert (drained(spool), spool.extent()) == ([], (0, 0))


def test_one_drains_at_a_time(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.write(webhook())
    beside: list[list[Webhook]] = []
    assert spool.drain(lambda one: beside.append(drained(Spool(tmp_path)))) == 1
    assert beside == [[]]


def test_a_folder_that_cannot_be_used_is_said_before_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Spool(tmp_path / "file").check()
