"""Settings: from the environment or `.env`, every fault told at once."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pydantic
import pytest

from bot.settings import SettingsProblem, load_settings
from tests.telegram_double import TOKEN


def test_without_any_setting_it_is_ready_for_the_terminal() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.rasa_url == "http://127.0.0.1:5005"
    assert settings.database_url == "sqlite+aiosqlite:///var/bot.db"
    assert settings.staff_user_ids == ()


def test_what_is_not_set_follows_from_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_PORT", "7005")
    monkeypatch.setenv("VAR_DIR", "/data")
    settings = load_settings()
    assert settings.rasa_url == "http://127.0.0.1:7005"
    assert settings.database_url == "sqlite+aiosqlite:////data/bot.db"


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"TELEGRAM_BOT_TOKEN={TOKEN}\nTELEGRAM_API_URL=http://bots.local:8081/\n"
        "STAFF_USER_IDS=12, 34\nSTAFF_CHAT_ID=\nLOG_LEVEL=debug\nEMBEDDING_MODEL=minilm\n"
    )
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "http://bots.local:8081"
    assert settings.staff_user_ids == (12, 34)
    assert settings.staff_chat_id is None
    assert settings.log_level == "DEBUG"


@pytest.mark.parametrize("ids", ["", "12", "12,34", "12 34", " 12 , 34 ,"])
def test_staff_may_be_written_in_several_ways(monkeypatch: pytest.MonkeyPatch, ids: str) -> None:
    monkeypatch.setenv("STAFF_USER_IDS", ids)
    assert load_settings().staff_user_ids == {0: (), 1: (12,), 2: (12, 34)}[ids.count("1") + ids.count("3")]


def test_all_faults_are_told_together_and_no_value_is(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "TELEGRAM_BOT_TOKEN": "not-a-token",
        "TELEGRAM_API_URL": "telegram",
        "STAFF_USER_IDS": "12,minh",
        "RASA_PORT": "70000",
        "LOG_LEVEL": "LOUD",
        "DATABASE_URL": "bot.db",
        "RASA_TOKEN": "bí mật",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem) as problem:
        load_settings()
    message = str(problem.value)
    assert all(f"\n  {name}: " in message for name in wrong)
    assert message.count("\n") == len(wrong)
    assert "from @BotFather" in message
    assert not any(value in message for value in ("not-a-token", "minh", "LOUD", "bí"))


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# ghi chú\nRASA_PORT=7005\n".encode("utf-16"))
    with pytest.raises(SettingsProblem, match=r"The file \.env is not in UTF-8"):
        load_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(pydantic.ValidationError):
        load_settings().rasa_port = 1  # type: ignore[misc]  # that it is one is the point


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("RASA_TOKEN", "rasa-secret")
    settings = load_settings()
    assert TOKEN not in repr(settings)
    assert "rasa-secret" not in repr(settings)
    assert settings.secrets == (TOKEN, "rasa-secret")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://user:hush@db/bot", "its driver is not installed: pip install asyncpg"),
        ("sqlite+pysqlite:///bot.db", "must name an asynchronous driver"),
        ("oracl://db", "must be an address such as"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SettingsProblem, match=f"DATABASE_URL: {re.escape(reason)}") as problem:
        load_settings()
    assert "hush" not in str(problem.value)
