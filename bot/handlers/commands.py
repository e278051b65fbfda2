"""The commands: each stands for a button that is always there."""

from __future__ import annotations

from telegram import Bot, BotCommand, Update

from bot.context import Context
from bot.handlers.answering import answer, answer_sentence
from bot.presses import ChooseLanguage, Greet, Help, Press, ShowTopics
from bot.sending import cosmetic
from bot.texts import DEFAULT_LANGUAGE, Texts
from knowledge_base.entries import LANGUAGES

COMMANDS = ("start", "topics", "language", "help")


async def on_start(update: Update, context: Context) -> None:
    """Greet, in the language of the person's client."""
    await _press(update, context, Greet())


async def on_topics(update: Update, context: Context) -> None:
    """Show all topics."""
    await _press(update, context, ShowTopics())


async def on_language(update: Update, context: Context) -> None:
    """Offer the four languages."""
    await _press(update, context, ChooseLanguage())


async def on_help(update: Update, context: Context) -> None:
    """Say what the assistant can do."""
    await _press(update, context, Help())


async def on_unknown_command(update: Update, context: Context) -> None:
    """Say so; what looks like a command is never passed on as a question."""
    await answer_sentence(update, context, "unknown_command")


async def _press(update: Update, context: Context, press: Press) -> None:
    await answer(update, context, lambda conversation, person: conversation.press(person, press))


async def set_commands(bot: Bot, texts: Texts) -> None:
    """Fill the menu of commands in each language; the bot works without it too."""
    for language in LANGUAGES:
        commands = [BotCommand(name, texts.get(language, f"command_{name}")) for name in COMMANDS]
        await cosmetic(bot.set_my_commands(commands, language_code=language))
        if language == DEFAULT_LANGUAGE:
            await cosmetic(bot.set_my_commands(commands))
