"""What a demo remembers."""

import json
from pathlib import Path

from commands.demo.state import Child, State


def test_it_is_kept_for_the_owner_only(tmp_path: Path) -> None:
    """It has passwords."""
    state = State()
    state.children["web"] = Child(7, 12.5)
    state.save(tmp_path / "demo.json")
    assert State.load(tmp_path / "demo.json") == state
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600


def test_every_demo_has_secrets_of_its_own() -> None:
    """None is written in the code."""
    one, two = State(), State()
    assert one.admin_password != two.admin_password
    assert (one.secret_key != two.secret_key, one.auth_token != two.auth_token) == (True, True)


def test_a_torn_file_is_a_new_start(tmp_path: Path) -> None:
    """A power cut must not stop the demo for ever."""
    (tmp_path / "demo.json").write_text('{"secret_key": "x", "chil')
    assert State.load(tmp_path / "demo.json").children == {}


def test_a_file_of_before_somebody_had_a_password_gives_them_one(tmp_path: Path) -> None:
    """And keeps all that it knows."""
    state = State()
    state.save(tmp_path / "demo.json")
    known = json.loads((tmp_path / "demo.json").read_text())
    del known["manager_password"], known["guide_password"]
    (tmp_path / "demo.json").write_text(json.dumps(known))
    loaded = State.load(tmp_path / "demo.json")
    assert (loaded.agent_password, loaded.secret_key) == (state.agent_password, state.secret_key)
    assert loaded.manager_password
    assert loaded.guide_password
