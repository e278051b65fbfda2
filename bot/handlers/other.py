"""Everything that is neither a command, nor a question, nor a button."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.handlers.answering import answer_sentence

# What a message may hold → what to say about it.
SENTENCES = {
    "sticker": "sticker",
    "photo": "picture",
    "video": "picture",
    "animation": "picture",
    "video_note": "picture",
    "paid_media": "picture",
    "story": "picture",
    "voice": "voice",
    "audio": "voice",
    "document": "file",
    "venue": "location",
    "location": "location",
}


async def on_any_update(update: Update, context: Context) -> None:
    """Stop an update that was taken up before: Telegram may send one twice."""
    if not await context.services.store.first_time(update.update_id):
        raise ApplicationHandlerStop


async def on_other_message(update: Update, context: Context) -> None:
    """Say what is understood, where a person sent something; service messages pass."""
    message = update.effective_message
    if message is None or _is_same_album(message, context):
        return
    key = _sentence(message)
    if key:
        await answer_sentence(update, context, key)


def _sentence(message: Message) -> str | None:
    """What to say about a message; None about those that no person wrote."""
    if message.effective_attachment:
        held = (key for kind, key in SENTENCES.items() if getattr(message, kind))
        return next(held, "not_text")
    return "empty_text" if message.text is not None else None


def _is_same_album(message: Message, context: Context) -> bool:
    """Whether another picture of this one's album was answered just before."""
    album, chat_data = message.media_group_id, context.chat_data
    if album is None or chat_data is None:
        return False
    same: bool = chat_data.get("album") == album
    chat_data["album"] = album
    return same
