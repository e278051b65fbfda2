"""The server that plays the Bot API."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.telegram_double import checks
from tests.telegram_double.people import Button, Heard, User
from tests.telegram_double.refusals import Refusal, bad

TOKEN = "1234567890:TEST-TOKEN-of-the-local-double-0001"
BOT = {"id": 1234567890, "is_bot": True, "first_name": "Lai Châu", "username": "laichau_test_bot"}
STRUCTURED = ("reply_markup", "commands", "allowed_updates", "entities", "link_preview_options")
"""Parameters that a form carries as JSON."""

Update = dict[str, Any]
Message = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call of the bot's, with its parameters as Telegram reads them."""

    method: str
    params: dict[str, Any]


class TelegramDouble:
    """Telegram, as far as the bot can tell. Use it as an asynchronous context manager."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self.messages: dict[tuple[int, int], Message] = {}
        self.alerts: list[str] = []
        self.unanswered: set[str] = set()
        self._port = port
        self._users: dict[int, User] = {}
        self._pending: list[Update] = []
        self._delivered: dict[int, Update] = {}
        self._again: set[int] = set()
        self._failures: dict[str, list[Refusal]] = {}
        # As Telegram's, the numbers of one day are not those of another: bots remember them.
        self._updates = itertools.count(time.time_ns() // 10**6 % 10**10)
        self._numbers = itertools.count(100)
        self._news = asyncio.Condition()
        self._poll = 0
        self._methods: dict[str, Callable[[dict[str, Any]], object]] = {
            "getMe": lambda _: BOT | {"can_join_groups": True, "can_read_all_group_messages": False},
            "deleteWebhook": lambda _: True,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "answerCallbackQuery": self._answer_callback_query,
            "sendChatAction": self._send_chat_action,
            "setMyCommands": self._set_my_commands,
        }

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """What to put into TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self._port}"

    def user(self, id: int, language_code: str | None = "en") -> User:
        """Somebody who has opened the bot's chat."""
        return self._users.setdefault(id, User(self, id, language_code))

    def deliver(self, update: Update) -> int:
        """Send an update to the bot; return its id."""
        update = {"update_id": next(self._updates), **update}
        self._delivered[update["update_id"]] = update
        self._add(update)
        return int(update["update_id"])

    def deliver_again(self, update_id: int) -> None:
        """Send an update once more, as Telegram may."""
        self._again.add(update_id)
        self._add(self._delivered[update_id])

    def fails(self, method: str, code: int, *, retry_after: int | None = None, times: int = 1) -> None:
        """Make the next calls of ``method`` fail."""
        description = {429: f"Too Many Requests: retry after {retry_after}"}.get(code, "Internal Server Error")
        refusal = Refusal(code, description, retry_after)
        self._failures.setdefault(method, []).extend([refusal] * times)

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of ``method``."""
        return [call.params for call in self.calls if call.method == method]

    def new_message_id(self) -> int:
        """An id for a message of somebody's."""
        return next(self._numbers)

    def new_query(self) -> str:
        """An id for a press of a button, which the bot has to answer."""
        query = str(next(self._numbers))
        self.unanswered.add(query)
        return query

    def _add(self, update: Update) -> None:
        self._pending.append(update)
        self._wake_up()

    def _wake_up(self) -> None:
        async def notify() -> None:
            async with self._news:
                self._news.notify_all()

        self._waking = asyncio.ensure_future(notify())

    async def _on_call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            params = await _read_params(request)
            self.calls.append(Call(method, params))
            if self._failures.get(method):
                raise self._failures[method].pop(0)
            return web.json_response({"ok": True, "result": await self._play(method, params)})
        except Refusal as refusal:
            self.refusals.append(refusal)
            return _refuse(refusal)

    async def _play(self, method: str, params: dict[str, Any]) -> object:
        checks.check_method(method, params)
        if method == "getUpdates":
            return await self._get_updates(params)
        if method not in self._methods:
            raise Refusal(501, f"the double does not play {method} yet: teach it in {__name__}")
        return self._methods[method](params)

    async def _get_updates(self, params: dict[str, Any]) -> list[Update]:
        self._poll += 1
        poll, offset = self._poll, int(params.get("offset") or 0)
        self._pending = [u for u in self._pending if u["update_id"] >= offset or u["update_id"] in self._again]
        async with self._news:
            self._news.notify_all()  # An older poll has to make way.
            waiting = self._news.wait_for(lambda: self._pending or poll != self._poll)
            try:
                await asyncio.wait_for(waiting, float(params.get("timeout") or 0.01))
            except TimeoutError:
                return []
        if poll != self._poll:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        updates = self._pending[: int(params.get("limit") or 100)]
        sent_again = [u for u in updates if u["update_id"] in self._again]
        for update in sent_again:
            self._again.discard(update["update_id"])
        return updates

    def _send_message(self, params: dict[str, Any]) -> Message:
        chat = int(params["chat_id"])
        text = checks.visible_text(params)
        rows = checks.check_keyboard(params.get("reply_markup"))
        user = self._users.get(chat)
        if user is None:
            raise bad("chat not found")
        if user.has_blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        message = _message(self.new_message_id(), user.chat, text, rows)
        self.messages[chat, message["message_id"]] = message
        user.heard.put_nowait(_heard(message, params["text"]))
        return message

    def _edit_message_text(self, params: dict[str, Any]) -> Message:
        text = checks.visible_text(params)
        rows = checks.check_keyboard(params.get("reply_markup"))
        key = int(params["chat_id"]), int(params["message_id"])
        old = self.messages.get(key)
        if old is None:
            raise bad("message to edit not found")
        message = _message(key[1], old["chat"], text, rows)
        if message == old:
            raise bad("message is not modified: specified new message content is exactly the same")
        self.messages[key] = message
        self._users[key[0]].heard.put_nowait(_heard(message, params["text"], edited=True))
        return message

    def _answer_callback_query(self, params: dict[str, Any]) -> bool:
        checks.check_alert(params)
        query = str(params["callback_query_id"])
        if query not in self.unanswered:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.unanswered.discard(query)
        if params.get("text"):
            self.alerts.append(params["text"])
        return True

    def _send_chat_action(self, params: dict[str, Any]) -> bool:
        checks.check_action(params)
        return True

    def _set_my_commands(self, params: dict[str, Any]) -> bool:
        checks.check_commands(params)
        return True


async def _read_params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = {**request.query, **await request.post()}
    return {name: json.loads(str(value)) if name in STRUCTURED else value for name, value in form.items()}


def _refuse(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return web.json_response(body, status=refusal.code)


def _message(message_id: int, chat: Message, text: str, rows: list[list[dict[str, Any]]]) -> Message:
    message = {"message_id": message_id, "from": BOT, "chat": chat, "date": 1_800_000_000, "text": text}
    return message | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})


def _heard(message: Message, html: str, *, edited: bool = False) -> Heard:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    rows = tuple(tuple(Button(b["text"], b.get("callback_data")) for b in row) for row in keyboard)
    return Heard(message["message_id"], message["text"], html, rows, edited)
