"""What a conversation keeps: its place after a restart, and its order, with everything real but Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.presses import Act, to_data
from tests.end_to_end.conftest import Running, started
from tests.telegram_double import TOKEN, TelegramDouble, User

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

Person = Callable[[str], User]
PATIENCE_S = 30.0
QUESTION = "How long is the border between Lai Châu and China?"
ANSWER = "265.165"


@asynccontextmanager
async def serving(double: TelegramDouble, folder: Path) -> AsyncIterator[Running]:
    async with started(folder, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=double.url) as assistant:
        await assistant.prints("serving Telegram as")
        yield assistant


async def test_an_enquiry_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with TelegramDouble() as double:
        anna = double.user(1, "en")
        async with serving(double, tmp_path):
            anna.sends("/start")
            greeting = await anna.hears(PATIENCE_S)
            anna.presses_data(greeting, to_data(Act("start_enquiry")))
            anna.presses(await anna.hears(PATIENCE_S), "Investment")
            assert "subject" in (await anna.hears(PATIENCE_S)).text
            anna.sends("Growing tea")
            assert "say or ask" in (await anna.hears(PATIENCE_S)).text
        async with serving(double, tmp_path):
            anna.sends("We would like to grow tea in Tân Uyên.")
            # Had what was said before been lost, it would be asked for first.
            assert "name" in (await anna.hears(PATIENCE_S)).text
            anna.presses_data(greeting, to_data(Act("cancel")))
            assert "stopped" in (await anna.hears(PATIENCE_S)).text


async def test_two_fast_messages_are_answered_in_their_order(person: Person) -> None:
    anna = person("en")
    anna.sends(QUESTION)
    # Answered sooner, were it not for the question before.
    anna.sends("thank you very much")
    assert ANSWER in (await anna.hears(PATIENCE_S)).text
    assert "welcome" in (await anna.hears(PATIENCE_S)).text


async def test_nobody_waits_for_those_who_write_a_lot(person: Person) -> None:
    busy, other = person("en"), person("en")
    for _ in range(10):
        busy.sends(QUESTION)
    other.sends(QUESTION)
    assert ANSWER in (await other.hears(PATIENCE_S)).text
    assert busy.heard.qsize() < 10
    for _ in range(10):
        assert ANSWER in (await busy.hears(PATIENCE_S)).text
