"""No secret in any log."""

from __future__ import annotations

import io
import logging

import httpx
import pytest

from bot.context import App
from bot.logs import configure_logging
from bot.settings import Settings, load_settings
from tests.telegram_double import TOKEN, TelegramDouble


@pytest.fixture
def log(settings: Settings) -> io.StringIO:
    """What the bot writes to its log at the most talkative level."""
    stream = io.StringIO()
    configure_logging(settings.model_copy(update={"log_level": "DEBUG"}), stream)
    return stream


async def test_a_whole_conversation_logs_no_token(
    log: io.StringIO, bot: App, double: TelegramDouble, settings: Settings
) -> None:
    anna = double.user(1)
    anna.sends("Do I need a permit?")
    await anna.hears()
    double.fails("sendMessage", 500, times=5)
    anna.sends("/language")
    await anna.hears_nothing()
    assert "sendMessage" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert "rasa-secret" not in log.getvalue()


@pytest.mark.parametrize("message", [f"https://api.telegram.org/bot{TOKEN}/getMe", "rasa-secret"])
def test_secrets_are_taken_out_of_messages_arguments_and_tracebacks(log: io.StringIO, message: str) -> None:
    logger = logging.getLogger("httpx")
    logger.warning(message)
    logger.warning("request to %s", httpx.URL(f"http://h/{message}"))
    try:
        raise httpx.ConnectError(message)
    except httpx.ConnectError:
        logger.exception("failed")
    assert log.getvalue().count("[hidden]") == 3
    assert TOKEN not in log.getvalue()
    assert "rasa-secret" not in log.getvalue()
    assert "ConnectError" in log.getvalue()


def test_a_token_of_another_bot_is_taken_out_too(log: io.StringIO) -> None:
    logging.getLogger("any").warning("token 987654321:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
    assert log.getvalue().endswith("WARNING any: token [hidden]\n")


def test_requests_are_not_logged_line_by_line() -> None:
    stream = io.StringIO()
    configure_logging(load_settings(), stream)
    logging.getLogger("httpx").info("HTTP Request: GET …")
    assert stream.getvalue() == ""
