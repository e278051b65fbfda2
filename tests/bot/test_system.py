"""What is settled before the processes start."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import system
from bot.settings import Settings, load_settings
from bot.system import (
    SystemProblem,
    check_ports,
    commands,
    environment,
    keep_to_ourselves,
    wait_until_ready,
    with_secret,
)


def test_one_port_for_two_services_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_PORT", "5055")
    with pytest.raises(SystemProblem, match="RASA_PORT and ACTIONS_PORT are both 5055"):
        check_ports(load_settings())


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What is there after `make setup` and `make model`, for anybody to write to."""
    monkeypatch.setattr(system, "ROOT", tmp_path)
    for name in ("var/rasa/models/dialogue.tar.gz", ".venv-rasa/bin/python"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.touch()
    for path in (tmp_path / "var", *(tmp_path / "var").rglob("*")):
        path.chmod(0o777)
    return load_settings()


def test_rasa_is_reached_from_this_machine_by_its_channel_only(trained: Settings) -> None:
    rasa = commands(trained)["rasa"]
    assert rasa[rasa.index("--interface") + 1] == "127.0.0.1"
    assert "--enable-api" not in rasa


def test_nobody_else_can_put_a_model_in_the_place_of_ours(trained: Settings, tmp_path: Path) -> None:
    keep_to_ourselves(trained)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "var", *(tmp_path / "var").rglob("*"))}
    assert modes == {"var": 0o755, "rasa": 0o755, "models": 0o755, "dialogue.tar.gz": 0o755}


@pytest.mark.parametrize(("missing", "fix"), [("var", "make model"), (".venv-rasa", "make setup")])
def test_what_was_not_made_yet_is_named(trained: Settings, tmp_path: Path, missing: str, fix: str) -> None:
    (tmp_path / missing).rename(tmp_path / "gone")
    with pytest.raises(SystemProblem, match=f"is missing: run `{fix}`"):
        commands(trained)


def test_the_services_get_what_stands_in_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RASA_DATABASE_URL=sqlite:////data/rasa.db\nLOG_LEVEL=debug\nVAR_DIR=my data\n")
    given = environment(with_secret(load_settings()))
    assert given["RASA_DATABASE_URL"] == "sqlite:////data/rasa.db"
    assert given["LOG_LEVEL"] == "DEBUG"
    assert given["VAR_DIR"] == str(tmp_path / "my data")


def test_rasa_keeps_its_conversations_beside_the_bots_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = with_secret(load_settings())
    assert environment(settings)["RASA_DATABASE_URL"] == f"sqlite:///{tmp_path}/var/rasa/tracker.db"
    postgres = settings.model_copy(update={"database_url": "postgresql+asyncpg://bot:hush@db/bot"})
    assert environment(postgres)["RASA_DATABASE_URL"] == "postgresql+psycopg2://bot:hush@db/bot"


async def test_a_rasa_elsewhere_is_waited_for_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "START_LIMIT_S", 2)
    async with await asyncio.start_server(lambda *_: None, "127.0.0.2", 0) as rasa:
        port = rasa.sockets[0].getsockname()[1]
        monkeypatch.setenv("RASA_URL", f"http://127.0.0.2:{port}")
        await wait_until_ready(load_settings())


async def test_actions_that_do_not_come_up_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "START_LIMIT_S", 0.5)
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as rasa:
        monkeypatch.setenv("RASA_PORT", str(rasa.sockets[0].getsockname()[1]))
        monkeypatch.setenv("ACTIONS_PORT", "9")
        with pytest.raises(SystemProblem, match=r"did not start within 0\.5 s"):
            await wait_until_ready(load_settings())
