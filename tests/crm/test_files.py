"""The file store: bytes under a key made from them."""

from pathlib import Path

import pytest

from crm.files import FileStore


def test_the_bytes_come_back_under_their_key(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "made")
    key = store.keep(b"jpeg")
    assert store.path(key).read_bytes() == b"jpeg"
    assert store.keep(b"jpeg") == key
    assert store.keep(b"other") != key
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 63 + "/"])
def test_what_is_not_a_key_leads_nowhere(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        FileStore(tmp_path).path(key)
