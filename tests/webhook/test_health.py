"""Does it live, can it keep, how much waits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.webhook.conftest import Web

Ask = Callable[[str], list[Any]]
AWAY = "postgresql://nobody@127.0.0.1:9/none"


def ready(web: Web) -> tuple[int, dict[str, Any]]:
    """What the load balancer hears."""
    answer = web.app.test_client().get("/readyz")
    return answer.status_code, dict(answer.json or {})


def test_the_process_lives_whatever_is_away(serve: Callable[..., Web]) -> None:
    assert serve(AWAY).app.test_client().get("/healthz").status_code == 200


def test_it_is_ready_with_all_there(web: Web) -> None:
    assert ready(web) == (
        200,
        {
            "ready": True,
            "database": "ok",
            "schema": "ok",
            "spool": "empty",
            "redis": "not used",
            "clock": "never seen",
        },
    )


def test_it_is_not_ready_before_the_schema_was_seen(
    serve: Callable[..., Web], database: str, ask: Ask
) -> None:
    ask("ALTER TABLE alembic_version RENAME TO hidden")
    web = serve(database)
    assert (ready(web)[0], ready(web)[1]["schema"]) == (503, "missing")
    ask("ALTER TABLE hidden RENAME TO alembic_version")
    assert ready(web)[0] == 200


def test_with_the_database_never_seen_it_is_not_ready(serve: Callable[..., Web]) -> None:
    status, state = ready(serve(AWAY))
    assert (status, state["database"], state["schema"]) == (503, "away", "unknown")


def test_once_seen_the_spool_is_enough(
    serve: Callable[..., Web], database: str, tmp_path: Path
) -> None:
    web = serve(database)
    assert ready(web)[0] == 200
    rename(database, "elsewhere")
    try:
        status, state = ready(web)
        assert (status, state["database"], state["spool"]) == (200, "away", "empty")
        web.message()
        assert ready(web)[1]["spool"] == "1 waiting"
        (tmp_path / "spool").rename(tmp_path / "moved")
        (tmp_path / "spool").write_text("a file in the folder's place")
        assert ready(web) == (503, {**ready(web)[1], "spool": "unusable", "ready": False})
    finally:
        web.door.stop_draining()
        rename(database, "elsewhere", back=True)


def rename(database: str, name: str, *, back: bool = False) -> None:
    """Take a database away, or bring it back."""
    server, _, own = database.partition("?")[0].rpartition("/")
    query = database.partition("?")[2]
    engine = create_engine(f"{server}/postgres?{query}", isolation_level="AUTOCOMMIT")
    one, other = (f"{own}_{name}", own) if back else (own, f"{own}_{name}")
    with engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": one},
        )
        connection.execute(text(f"ALTER DATABASE {one} RENAME TO {other}"))
    engine.dispose()


def test_a_clock_that_beats_is_seen_and_one_that_stopped_too(web: Web, ask: Ask) -> None:
    ask("INSERT INTO heartbeats (name, at) VALUES ('clock', now())")
    assert ready(web)[1]["clock"] == "ok"
    ask("UPDATE heartbeats SET at = now() - interval '1 minute'")
    assert ready(web)[1]["clock"] == "silent"


def test_redis_that_is_away_is_said_and_does_not_matter(
    serve: Callable[..., Web], database: str
) -> None:
    status, state = ready(serve(database, redis_url="redis://127.0.0.1:9"))
    assert (status, state["redis"]) == (200, "away")


def test_the_metrics_say_what_waits(web: Web) -> None:
    web.message()
    text_of = web.app.test_client().get("/metrics").text
    assert 'dreamland_waiting{kind="queued"} 1.0' in text_of
    assert "dreamland_spool_files 0.0" in text_of
    assert 'dreamland_webhooks_total{kind="message"}' in text_of


def test_the_metrics_come_without_a_database_too(serve: Callable[..., Web]) -> None:
    assert serve(AWAY).app.test_client().get("/metrics").status_code == 200
