"""Starting and stopping."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from bot import application
from bot.application import TelegramRefused, TelegramUnreachable, build_application, run_telegram
from bot.rasa import RasaClient
from bot.settings import Settings, load_settings
from bot.store import Store
from tests.telegram_double import TOKEN, TelegramDouble


@pytest.fixture
async def running(settings: Settings, double: TelegramDouble) -> AsyncIterator[asyncio.Task[None]]:
    """The bot as it really runs, polling the double."""
    task = asyncio.create_task(run_telegram(settings))
    while not double.called("getUpdates"):
        assert not task.done(), task.exception()
        await asyncio.sleep(0.01)
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_until_it_is_asked_to_stop(
    running: asyncio.Task[None], double: TelegramDouble, number: signal.Signals
) -> None:
    anna = double.user(1, "en")
    anna.sends("/language")
    assert (await anna.hears()).text == "Choose your language:"
    os.kill(os.getpid(), number)
    await asyncio.wait_for(running, timeout=5)


async def test_only_the_kinds_of_update_that_are_answered_are_asked_for(
    running: asyncio.Task[None], double: TelegramDouble
) -> None:
    assert double.called("getUpdates")[0]["allowed_updates"] == ["message", "callback_query"]


async def test_a_refused_token_gets_one_clear_line(settings: Settings, double: TelegramDouble) -> None:
    double.token = "another:token"
    with pytest.raises(TelegramRefused) as problem:
        await run_telegram(settings)
    assert str(problem.value).startswith("Telegram refuses TELEGRAM_BOT_TOKEN: copy the token again from @BotFather")
    assert TOKEN not in str(problem.value)


async def test_a_telegram_that_cannot_be_reached_gets_one_clear_line(settings: Settings) -> None:
    away = settings.model_copy(update={"telegram_api_url": "http://127.0.0.1:9"})
    with pytest.raises(TelegramUnreachable) as problem:
        await run_telegram(away)
    assert "http://127.0.0.1:9" in str(problem.value)
    assert "check the network and TELEGRAM_API_URL" in str(problem.value)
    assert TOKEN not in str(problem.value)


async def test_a_token_revoked_later_ends_it_clearly(
    running: asyncio.Task[None], double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.token = "another:token"
    with pytest.raises(TelegramRefused):
        await asyncio.wait_for(running, timeout=5)


async def test_a_second_bot_with_the_token_is_told_of(
    running: asyncio.Task[None], double: TelegramDouble, caplog: pytest.LogCaptureFixture
) -> None:
    double.fails("getUpdates", 409)
    double.user(1).sends("/language")  # wakes the poll that is waiting
    await double.user(1).hears()
    await double.user(1).hears_nothing()
    assert caplog.text.count("another process serves this bot: stop one of the two") == 1


async def test_without_a_token_there_is_no_application(client: RasaClient, store: Store) -> None:
    with pytest.raises(TelegramRefused, match="TELEGRAM_BOT_TOKEN is not set"):
        build_application(load_settings(), client, store)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "TOKEN_CHECK_S", 0.2)
