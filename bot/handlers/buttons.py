"""A button, pressed."""

from __future__ import annotations

from telegram import Update

from bot.context import Context, person_in
from bot.handlers.answering import answer
from bot.presses import UnknownButton, from_data, keeps_message
from bot.sending import cosmetic


async def on_press(update: Update, context: Context) -> None:
    """Do what the button says, and stop the little clock on it either way."""
    query = update.callback_query
    if query is None or query.message is None:
        return
    try:
        press = from_data(query.data or "")
    except UnknownButton:
        await _on_unknown(update, context)
        return
    # Beside the answer, not before it: nobody waits for the clock.
    context.application.create_task(cosmetic(query.answer()), update=update)
    await answer(
        update,
        context,
        lambda conversation, person: conversation.press(person, press),
        turn_into=None if keeps_message(press) else query.message,
    )


async def _on_unknown(update: Update, context: Context) -> None:
    person = await person_in(update, context)
    text = context.services.conversation.texts.get(person.language, "unknown_button")
    if update.callback_query:
        await cosmetic(update.callback_query.answer(text, show_alert=True))
