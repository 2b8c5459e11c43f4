"""Every verb of every page was used once in a real browser, by the tests beside this one."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests import web
from tests.chromium import verbs
from tests.chromium.verbs import Verbs


def test_every_verb_was_used(
    request: pytest.FixtureRequest,
    session: Session,
    engine: Engine,
    tmp_path: Path,
    used_verbs: Verbs,
) -> None:
    """A new verb needs a browser test that uses it."""
    here = Path(__file__).parent
    ran = {item.path for item in request.session.items if item.path.parent == here}
    if left_out := set(here.glob("test_*.py")) - ran:
        pytest.skip(f"only together with {', '.join(sorted(file.name for file in left_out))}")
    app = web.make_app(session, engine, tmp_path)
    unused = verbs.of(app) - used_verbs.used(app)
    assert unused == set(), "\n".join(" ".join(verb) for verb in sorted(unused))
