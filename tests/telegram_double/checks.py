"""What Telegram refuses, in Telegram's words."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

import telegram
from telegram.constants import (
    BotCommandLimit,
    CallbackQueryLimit,
    ChatAction,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
)

from tests.telegram_double.markup import parse_html
from tests.telegram_double.refusals import Refusal, bad

Params = Mapping[str, Any]
ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")
MOST_IN_A_ROW = 8


def check_method(method: str, params: Params) -> None:
    """Refuse a method that the Bot API does not have, or without what it needs."""
    known = getattr(telegram.Bot, method, None)
    if not (known and re.fullmatch(r"[a-z]+[A-Z]\w+", method)):
        raise Refusal(404, "Not Found")
    for name, parameter in inspect.signature(known).parameters.items():
        needed = parameter.default is inspect.Parameter.empty and name != "self"
        if needed and parameter.kind is parameter.POSITIONAL_OR_KEYWORD and name not in params:
            raise bad(f'parameter "{name}" is required')


def visible_text(params: Params) -> str:
    """The text that people will see; refuse what is no message."""
    text, mode = str(params["text"]), params.get("parse_mode")
    if mode not in (None, "HTML"):
        raise bad(f"unsupported parse_mode {mode!r} (the double knows HTML)")
    seen = (parse_html(text) if mode else text).strip()
    if not seen:
        raise bad("message text is empty")
    if len(seen.encode("utf-16-le")) // 2 > MessageLimit.MAX_TEXT_LENGTH:
        raise bad("message is too long")
    return seen


def check_keyboard(markup: object) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard, every button of which can be pressed."""
    if markup is None:
        return []
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    if sum(map(len, rows)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise bad("reply markup is too long")
    for row in rows:
        if len(row) > MOST_IN_A_ROW:
            raise bad("too many buttons in a row")
        for button in row:
            _check_button(button)
    return rows


def _check_button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("inline keyboard button text is empty")
    if len([action for action in ACTIONS if action in button]) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        size = len(str(button["callback_data"]).encode())
        limit = InlineKeyboardButtonLimit
        if not limit.MIN_CALLBACK_DATA <= size <= limit.MAX_CALLBACK_DATA:
            raise bad("BUTTON_DATA_INVALID")


def check_action(params: Params) -> None:
    """Refuse a chat action that is none."""
    if params["action"] not in list(ChatAction):
        raise bad("wrong parameter action in request")


def check_commands(params: Params) -> None:
    """Refuse a menu of commands that Telegram would not show."""
    commands = params["commands"]
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= BotCommandLimit.MAX_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    if not re.fullmatch(r"([a-z]{2})?", params.get("language_code") or ""):
        raise bad("BOT_COMMAND_LANGUAGE_INVALID")


def check_alert(params: Params) -> None:
    """Refuse an answer to a button that is longer than its box."""
    if len(str(params.get("text") or "")) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad("MESSAGE_TOO_LONG")
