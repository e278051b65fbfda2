"""The Telegram side: every handler in order, and how it starts and stops."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode, UpdateType
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import (
    AIORateLimiter,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.context import App, Context, Services
from bot.conversation import Conversation
from bot.handlers import buttons, commands, errors, other, question
from bot.logs import configure_logging
from bot.rasa import RasaClient
from bot.sequence import InOrderPerChat
from bot.settings import Settings
from bot.store import Store
from bot.texts import Texts
from knowledge_base.language import detect

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY]
DROP_REPEATED = -1
TOKEN_CHECK_S = 60.0


class TelegramProblem(Exception):
    """The bot cannot serve Telegram; the message says why and what to do."""


class TelegramRefused(TelegramProblem):
    """Telegram does not accept the token."""


class TelegramUnreachable(TelegramProblem):
    """The Bot API gives no answer."""


def build_application(settings: Settings, rasa: RasaClient, store: Store) -> App:
    """Wire everything up; nothing is sent or read before the application is started."""
    if settings.telegram_bot_token is None:
        raise TelegramRefused("TELEGRAM_BOT_TOKEN is not set: put the token from @BotFather in .env")
    application: App = (
        ApplicationBuilder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        .rate_limiter(AIORateLimiter(max_retries=3))
        .concurrent_updates(InOrderPerChat())
        .context_types(ContextTypes(context=Context))
        .build()
    )
    application.bot_data["services"] = Services(Conversation(rasa, Texts.load(), store.enquiries), store)
    add_handlers(application)
    return application


def add_handlers(application: App) -> None:
    """Every handler; of the second group, the first that fits gets the update."""
    new = filters.UpdateType.MESSAGE
    # In groups only commands are answered: people there talk with one another.
    private = new & filters.ChatType.PRIVATE

    application.add_handler(TypeHandler(Update, other.on_any_update), group=DROP_REPEATED)

    application.add_handler(CommandHandler("start", commands.on_start, new))
    application.add_handler(CommandHandler("topics", commands.on_topics, new))
    application.add_handler(CommandHandler("language", commands.on_language, new))
    application.add_handler(CommandHandler("help", commands.on_help, new))
    # Before the questions, or an unknown command would be asked as one.
    application.add_handler(MessageHandler(private & filters.COMMAND, commands.on_unknown_command))
    application.add_handler(MessageHandler(private & filters.TEXT, question.on_question))
    application.add_handler(CallbackQueryHandler(buttons.on_press))
    application.add_handler(MessageHandler(private, other.on_other_message))

    application.add_error_handler(errors.on_error)


async def run_telegram(settings: Settings) -> None:
    """Serve Telegram until SIGINT or SIGTERM; raise `TelegramProblem` where that cannot be."""
    configure_logging(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # It loads its models at the first text, which takes a third of a second: not while somebody waits.
    await asyncio.to_thread(detect, "which language?")
    async with (
        RasaClient.from_settings(settings) as rasa,
        Store.from_url(settings.database_url) as store,
        serving(build_application(settings, rasa, store), settings) as application,
    ):
        await _until(stop, application)


@asynccontextmanager
async def serving(application: App, settings: Settings) -> AsyncIterator[App]:
    """Have the application answer updates; on leaving, finish those it has begun."""
    try:
        await application.initialize()
    except InvalidToken:
        raise TelegramRefused(REFUSED) from None
    except TelegramError as err:
        raise TelegramUnreachable(
            f"Telegram cannot be reached at {settings.telegram_api_url} ({err}): "
            "check the network and TELEGRAM_API_URL, then start again"
        ) from None
    try:
        await application.start()
        if application.updater:
            await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES, error_callback=_on_polling_error)
        texts = application.bot_data["services"].conversation.texts
        application.create_task(commands.set_commands(application.bot, texts))
        logger.info("serving Telegram as @%s", application.bot.username)
        yield application
    finally:
        if application.updater and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        await application.shutdown()


REFUSED = (
    "Telegram refuses TELEGRAM_BOT_TOKEN: copy the token again from @BotFather into .env, or ask there for a new one"
)


async def _until(stop: asyncio.Event, application: App) -> None:
    """Wait for ``stop``. A token revoked meanwhile ends polling silently, so look after it."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), TOKEN_CHECK_S)
        except TimeoutError:
            try:
                await application.bot.get_me()
            except InvalidToken:
                raise TelegramRefused(REFUSED) from None
            except TelegramError:
                continue  # Polling meets the same trouble, logs it and goes on.


def _on_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        logger.error("another process serves this bot: stop one of the two (%s)", error)
    else:
        logger.warning("updates cannot be fetched, trying again: %s", error)
