"""Screens as Telegram messages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.markup import join
from bot.presses import to_data
from bot.screens import Row, Screen

logger = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE_S = 1.0
TYPING_S = 4.0
"""Telegram shows "typing" for five seconds."""


async def send(bot: Bot, chat: int, screen: Screen) -> None:
    """Send a screen as a message (or several, if it is too long for one)."""
    *firsts, last = join(screen.blocks)
    for text in firsts:
        await _attempt(lambda text=text: bot.send_message(chat, text))  # type: ignore[misc]
    await _attempt(lambda: bot.send_message(chat, last, reply_markup=keyboard(screen.rows)))


async def show(bot: Bot, message: MaybeInaccessibleMessage, screen: Screen) -> None:
    """Turn ``message`` into the screen; where that cannot be, send the screen."""
    texts = join(screen.blocks)
    chat = message.chat.id
    if len(texts) > 1:
        await send(bot, chat, screen)
        return
    try:
        await _attempt(
            lambda: bot.edit_message_text(texts[0], chat, message.message_id, reply_markup=keyboard(screen.rows))
        )
    except BadRequest as err:
        # Pressed twice: it already shows this. Else it is too old, or deleted.
        if "not modified" not in err.message.lower():
            logger.info("message %s cannot be edited: %s", message.message_id, err.message)
            await send(bot, chat, screen)


def keyboard(rows: tuple[Row, ...]) -> InlineKeyboardMarkup | None:
    """The buttons below a message."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=to_data(button.press)) for button in row] for row in rows]
    )


@contextlib.asynccontextmanager
async def typing(bot: Bot, chat: int) -> AsyncIterator[None]:
    """Show "typing" while an answer is looked up; never in its way."""
    task = asyncio.create_task(_keep_typing(bot, chat))
    try:
        yield
    finally:
        task.cancel()


async def _keep_typing(bot: Bot, chat: int) -> None:
    while True:
        if not await cosmetic(bot.send_chat_action(chat, ChatAction.TYPING)):
            return
        await asyncio.sleep(TYPING_S)


async def cosmetic(call: Awaitable[object]) -> bool:
    """Await a call that people can do without; whether it succeeded."""
    try:
        await call
    except TelegramError as err:
        logger.info("left out: %s", err)
        return False
    return True


async def _attempt(call: Callable[[], Awaitable[object]]) -> None:
    """Try again when Telegram is briefly out of order. `AIORateLimiter` sees to 429."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await call()
            return
        except (BadRequest, TimedOut):
            # Wrong it stays wrong, and a timed-out message may well have arrived.
            raise
        except NetworkError:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(PAUSE_S)
