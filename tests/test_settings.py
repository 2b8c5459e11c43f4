"""The environment: everything missing or malformed is named at once, and no secret is shown."""

import os
from pathlib import Path

import pytest

import settings

GOOD = {
    "DATABASE_URL": "postgres://u@127.0.0.1/crm",
    "PUBLIC_URL": "https://crm.example.com/",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "first",
    "WHATSAPP_SENDER": "whatsapp:+14155238886",
    "SECRET_KEY": "a-long-enough-secret",
    "ORGANIZATION_NAME": "Dreamland PRO",
    "ORGANIZATION_TIMEZONE": "Asia/Almaty",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Only what a good environment needs; as beside a running demo, no .env is read."""
    (tmp_path / "demo.env").write_text(f"DEMO_PID={os.getpid()}\n")
    monkeypatch.setenv("DEMO_FOLDER", str(tmp_path))
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    for name in ("REDIS_URL", "TWILIO_AUTH_TOKEN_SECONDARY", "TWILIO_API_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_good_environment_is_read_with_its_defaults(environment: pytest.MonkeyPatch) -> None:
    read = settings.load()
    assert read.database_url == "postgresql+psycopg://u@127.0.0.1/crm"
    assert read.public_url == "https://crm.example.com"
    assert (read.default_region, read.default_language, read.port) == ("KZ", "ru", 8000)
    assert read.settle_unknown_after_seconds == 30


def test_all_that_is_missing_or_malformed_is_named_in_one_sentence(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.delenv("SECRET_KEY")
    environment.delenv("ORGANIZATION_NAME")
    environment.setenv("WHATSAPP_SENDER", "+14155238886")
    environment.setenv("ORGANIZATION_TIMEZONE", "Almaty")
    with pytest.raises(settings.SettingsProblem) as problem:
        settings.load()
    for name in ("SECRET_KEY", "ORGANIZATION_NAME", "WHATSAPP_SENDER", "ORGANIZATION_TIMEZONE"):
        assert name in str(problem.value)


def test_no_secret_is_shown_by_a_problem_or_by_the_settings(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("SECRET_KEY", "tiny7")
    with pytest.raises(settings.SettingsProblem) as problem:
        settings.load()
    assert "tiny7" not in str(problem.value)
    environment.setenv("SECRET_KEY", "a-long-enough-secret")
    assert "a-long-enough-secret" not in repr(settings.load())


def test_both_tokens_count_while_rotating(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TWILIO_AUTH_TOKEN_SECONDARY", "second")
    assert settings.load().auth_tokens == ("first", "second")
