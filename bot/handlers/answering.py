"""The way from an update to what is shown, the same for all that people do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import MaybeInaccessibleMessage, Update

from bot.context import Context, person_in, remember
from bot.conversation import Conversation, Turn
from bot.person import Person
from bot.sending import send, show, typing

Ask = Callable[[Conversation, Person], Awaitable[Turn]]


async def answer(
    update: Update,
    context: Context,
    ask: Ask,
    turn_into: MaybeInaccessibleMessage | None = None,
) -> None:
    """Put ``ask`` to the conversation and show what comes back.

    With ``turn_into``, that message becomes the first screen instead of a new one.
    """
    person = await person_in(update, context)
    chat = update.effective_chat
    assert chat is not None  # `person_in` found somebody there
    async with typing(context.bot, chat.id):
        turn = await ask(context.services.conversation, person)
    if turn.person != person:
        await remember(turn.person, update, context)
    for screen in turn.screens:
        if turn_into:
            await show(context.bot, turn_into, screen)
            turn_into = None
        else:
            await send(context.bot, chat.id, screen)


async def answer_sentence(update: Update, context: Context, key: str) -> None:
    """Answer with one of the fixed sentences."""

    async def ask(conversation: Conversation, person: Person) -> Turn:
        return conversation.sentence(person, key)

    await answer(update, context, ask)
