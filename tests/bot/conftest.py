"""A running bot: the real application, its database, a double of Telegram, a scripted Rasa."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.application import build_application, serving
from bot.context import App
from bot.conversation import Conversation
from bot.rasa import RasaClient
from bot.settings import Settings, load_settings
from bot.store import Store
from bot.texts import Texts
from tests.bot.scripted_rasa import ScriptedRasa
from tests.telegram_double import TOKEN, TelegramDouble, User


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no `.env` of the machine gets into a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """The root logger, put back as it was: starting the bot configures it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        yield double


@pytest.fixture
def rasa() -> ScriptedRasa:
    return ScriptedRasa()


@pytest.fixture
def settings(double: TelegramDouble, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", double.url)
    monkeypatch.setenv("RASA_TOKEN", "rasa-secret")
    return load_settings()


@pytest.fixture
async def client(rasa: ScriptedRasa) -> AsyncIterator[RasaClient]:
    async with RasaClient.from_settings(load_settings(), rasa.transport) as client:
        yield client


@pytest.fixture
def conversation(client: RasaClient, store: Store) -> Conversation:
    return Conversation(client, Texts.load(), store.enquiries)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.from_url(f"sqlite+aiosqlite:///{tmp_path}/bot.db") as store:
        yield store


@pytest.fixture
async def bot(settings: Settings, client: RasaClient, store: Store) -> AsyncIterator[App]:
    """The bot, serving the double."""
    async with serving(build_application(settings, client, store), settings) as application:
        yield application


@pytest.fixture
def anna(bot: App, double: TelegramDouble) -> User:
    """Somebody whose telephone speaks English."""
    return double.user(1, "en")


@pytest.fixture
def li(bot: App, double: TelegramDouble) -> User:
    """Somebody whose telephone speaks Chinese."""
    return double.user(2, "zh-hans")
