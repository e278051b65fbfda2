"""The double refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.telegram_double import TOKEN, TelegramDouble


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        double.user(1)
        yield double


async def call(double: TelegramDouble, method: str, token: str = TOKEN, **params: object) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"{double.url}/bot{token}/{method}", json=params)
        return {"status": response.status_code, **response.json()}


def keyboard(**button: object) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


HTML = {"parse_mode": "HTML"}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", **HTML}, "message text is empty"),
        ({"text": "<h1>Title</h1>", **HTML}, "unsupported start tag 'h1'"),
        ({"text": "<b>bold", **HTML}, "can't find end tag corresponding to start tag 'b'"),
        ({"text": "<b><i>both</b></i>", **HTML}, "unexpected end tag 'b'"),
        ({"text": "one</b>", **HTML}, "unexpected end tag 'b'"),
        ({"text": "5 < 6", **HTML}, "unsupported start tag"),
        ({"text": "a&nbsp;b", **HTML}, "unsupported entity &nbsp;"),
        ({}, 'parameter "text" is required'),
        ({"text": "x", "chat_id": 99}, "chat not found"),
        ({"text": "x", "reply_markup": keyboard(callback_data="ລ" * 22)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard()}, "text buttons are unallowed"),
        ({"text": "x", "reply_markup": keyboard(callback_data="a", url="https://a.vn")}, "text buttons are unallowed"),
        ({"text": "x", "reply_markup": keyboard(text=" ", callback_data="a")}, "button text is empty"),
    ],
)
async def test_messages_that_telegram_refuses(double: TelegramDouble, params: dict[str, Any], reason: str) -> None:
    answer = await call(double, "sendMessage", **{"chat_id": 1, **params})
    assert answer["status"] == 400
    assert reason in answer["description"]
    assert [refusal.description for refusal in double.refusals] == [answer["description"]]


@pytest.mark.parametrize(
    "params",
    [
        {"text": "x" * 4096},
        {"text": f"<b>{'x' * 4096}</b>", **HTML},
        {"text": '<a href="https://a.vn/?b=1&amp;c=2">a</a> &lt;&#39;', **HTML},
        {"text": "5 < 6"},
        {"text": "x", "reply_markup": keyboard(callback_data="ລ" * 21)},
    ],
)
async def test_messages_that_telegram_takes(double: TelegramDouble, params: dict[str, Any]) -> None:
    assert (await call(double, "sendMessage", chat_id=1, **params))["ok"]


async def test_tokens_and_methods_that_telegram_does_not_know(double: TelegramDouble) -> None:
    assert (await call(double, "getMe", token="1:wrong"))["status"] == 401
    assert (await call(double, "sendGreetings"))["status"] == 404
    assert (await call(double, "sendPhoto", chat_id=1, photo="p"))["status"] == 501  # not played yet


async def test_an_edit_has_to_change_something(double: TelegramDouble) -> None:
    sent = (await call(double, "sendMessage", chat_id=1, text="one"))["result"]["message_id"]
    assert (await call(double, "editMessageText", chat_id=1, message_id=sent, text="two"))["ok"]
    again = await call(double, "editMessageText", chat_id=1, message_id=sent, text="two")
    assert "message is not modified" in again["description"]
    lost = await call(double, "editMessageText", chat_id=1, message_id=7, text="two")
    assert "message to edit not found" in lost["description"]


async def test_a_press_is_answered_once(double: TelegramDouble) -> None:
    query = double.new_query()
    assert (await call(double, "answerCallbackQuery", callback_query_id=query))["ok"]
    again = await call(double, "answerCallbackQuery", callback_query_id=query)
    assert "query is too old" in again["description"]


async def test_it_fails_when_told_to(double: TelegramDouble) -> None:
    double.fails("sendMessage", 429, retry_after=3)
    answer = await call(double, "sendMessage", chat_id=1, text="one")
    assert answer["status"] == 429
    assert answer["parameters"] == {"retry_after": 3}
    assert (await call(double, "sendMessage", chat_id=1, text="one"))["ok"]


async def test_updates_are_confirmed_by_asking_for_later_ones(double: TelegramDouble) -> None:
    anna = double.user(1)
    first, second = anna.sends("one"), anna.sends("/start now")
    updates = (await call(double, "getUpdates", timeout=1))["result"]
    assert [update["update_id"] for update in updates] == [first, second]
    assert updates[1]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert (await call(double, "getUpdates", offset=second + 1))["result"] == []

    double.deliver_again(first)
    updates = (await call(double, "getUpdates", offset=second + 1))["result"]
    assert [update["update_id"] for update in updates] == [first]


async def test_people_hear_what_was_sent(double: TelegramDouble) -> None:
    await call(double, "sendMessage", chat_id=1, text="<b>Hi</b> &amp; welcome", **HTML)
    heard = await double.user(1).hears()
    assert heard.text == "Hi & welcome"
    assert heard.html == "<b>Hi</b> &amp; welcome"
