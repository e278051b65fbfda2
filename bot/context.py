"""What every handler has at hand, and who it is talking with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.conversation import Conversation
from bot.person import Person
from bot.store import Store
from bot.texts import client_language

ChatData = dict[str, Any]
WRITTEN = "written"
"""Under this a chat's data hold the language that the person wrote in last."""


@dataclass(frozen=True)
class Services:
    """What handlers work with besides Telegram."""

    conversation: Conversation
    store: Store


class Context(CallbackContext[ExtBot[int], dict[str, Any], ChatData, dict[str, Any]]):
    """python-telegram-bot's context, with our services."""

    @property
    def services(self) -> Services:
        """What `build_application` handed in."""
        services: Services = self.bot_data["services"]
        return services


App = Application[ExtBot[int], Context, dict[str, Any], ChatData, dict[str, Any], Any]


def spoken_by_client(update: Update) -> str:
    """The language of the person's client."""
    return client_language(update.effective_user.language_code if update.effective_user else None)


async def person_in(update: Update, context: Context) -> Person:
    """The person in this chat: with the language chosen there, written last, or their client's."""
    chat = update.effective_chat
    if chat is None:
        raise ValueError("an update without a chat has nobody to talk with")
    chosen = await context.services.store.language(chat.id)
    language = chosen or (context.chat_data or {}).get(WRITTEN) or spoken_by_client(update)
    return Person(f"telegram-{chat.id}", language, language_chosen=chosen is not None, chat=chat.id)


async def remember(person: Person, update: Update, context: Context) -> None:
    """Keep a chosen language for good, one that was merely written for the time being."""
    if person.language_chosen and update.effective_chat:
        await context.services.store.choose_language(update.effective_chat.id, person.language)
    elif context.chat_data is not None:
        context.chat_data[WRITTEN] = person.language
