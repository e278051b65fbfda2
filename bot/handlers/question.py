"""A question, typed."""

from __future__ import annotations

import datetime

from telegram import Message, Update

from bot.context import ChatData, Context
from bot.handlers.answering import answer
from bot.markup import LIMIT, length

FULL = range(4000, LIMIT + 1)
"""The length of the pieces, but for the last, into which Telegram's clients cut a long text."""
SOON = datetime.timedelta(seconds=3)


async def on_question(update: Update, context: Context) -> None:
    """Answer it."""
    message, text = update.effective_message, ""
    if message and message.text:
        text = message.text
        if _is_rest(message, text, context.chat_data):
            return
    await answer(update, context, lambda conversation, person: conversation.say(person, text))


def _is_rest(message: Message, text: str, chat_data: ChatData | None) -> bool:
    """Whether this is the rest of a text that was cut, whose beginning got its answer."""
    if chat_data is None:
        return False
    cut: datetime.datetime | None = chat_data.pop("cut", None)
    if length(text) in FULL:
        chat_data["cut"] = message.date
    return cut is not None and message.date - cut <= SOON
