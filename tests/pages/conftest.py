"""An app on the test's own transaction."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests import web


@pytest.fixture
def app(session: Session, engine: Engine, tmp_path: Path) -> Flask:
    """The pages; whatever they commit is undone with the test."""
    return web.make_app(session, engine, tmp_path)
