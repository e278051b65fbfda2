"""Whatever went wrong: logged once, then said to the person in their language."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.error import Forbidden, RetryAfter
from telegram.ext import ApplicationHandlerStop

from bot.context import Context, person_in, spoken_by_client
from bot.rasa import RasaError, RasaUnavailable
from bot.sending import cosmetic

logger = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log first, then apologise."""
    error = context.error
    number = update.update_id if isinstance(update, Update) else None
    if isinstance(error, Forbidden):
        logger.info("update %s: the bot may not write to this chat: %s", number, error)
        return
    if isinstance(error, RasaError):
        logger.error("update %s: %s", number, error)
    else:
        logger.error("update %s failed", number, exc_info=error)
    # To a chat that is flooded an apology would be one message more.
    if isinstance(update, Update) and not isinstance(error, RetryAfter):
        key = "service_down" if isinstance(error, RasaUnavailable) else "error"
        await _apologise(update, context, key)
    # Who has been told of a failure must not get an answer on top of it, from the next group of handlers.
    raise ApplicationHandlerStop


async def _apologise(update: Update, context: Context, key: str) -> None:
    if update.effective_chat:
        text = context.services.conversation.texts.get(await _language(update, context), key)
        await cosmetic(context.bot.send_message(update.effective_chat.id, text))


async def _language(update: Update, context: Context) -> str:
    """The person's language, even when it is the database that failed."""
    try:
        return (await person_in(update, context)).language
    except SQLAlchemyError:
        return spoken_by_client(update)
