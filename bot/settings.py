"""The bot's settings: read once from the environment or ``.env`` into a frozen object."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
)
from pydantic import ValidationError as Faults
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class SettingsProblem(Exception):
    """Some settings cannot be used; the message names each of them and what to do."""


def _address(value: str) -> str:
    """Accept an http(s) address, without the slash at its end."""
    try:
        TypeAdapter(HttpUrl).validate_python(value)
    except Faults:
        raise ValueError("must be an address such as http://127.0.0.1:5005") from None
    return value.rstrip("/")


def _database(value: str) -> str:
    """Accept an SQLAlchemy address; name the asynchronous driver where none is named."""
    try:
        url = make_url(value)
        url = url.set(drivername=ASYNC_DRIVERS.get(url.drivername, url.drivername))
        dialect = url.get_dialect()
        dialect.import_dbapi()
    except ArgumentError:
        raise ValueError("must be an address such as sqlite:///var/bot.db") from None
    except ImportError as err:
        raise ValueError(f"its driver is not installed: pip install {err.name}") from None
    if not dialect.is_async:
        raise ValueError("must name an asynchronous driver, such as postgresql+asyncpg")
    return url.render_as_string(hide_password=False)


def _ids(value: object) -> object:
    """Accept Telegram ids separated by commas or spaces."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _token(value: SecretStr) -> SecretStr:
    number, colon, secret = value.get_secret_value().partition(":")
    if not (colon and number.isdigit() and len(secret) >= 20 and secret.isascii()):
        raise ValueError("does not look like a token from @BotFather (123456789:AA…)")
    return value


def _secret(value: SecretStr) -> SecretStr:
    """Accept what an HTTP header can carry."""
    secret = value.get_secret_value()
    if not secret.isascii() or not secret.isprintable():
        raise ValueError("must consist of Latin letters, digits and signs")
    return value


Address = Annotated[str, AfterValidator(_address)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """What the bot needs to know. ``.env.example`` explains each with a line."""

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    telegram_bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_api_url: Address = "https://api.telegram.org"
    staff_user_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)] = ()
    staff_chat_id: int | None = None
    var_dir: Path = Path("var")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=lambda known: f"sqlite:///{known.get('var_dir')}/bot.db"
    )
    rasa_port: Port = 5005
    actions_port: Port = 5055
    rasa_url: Address = Field(default_factory=lambda known: f"http://127.0.0.1:{known.get('rasa_port')}")
    rasa_token: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    rasa_database_url: str | None = None
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda value: str(value).upper()),
    ] = "INFO"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written to a log."""
        held = (self.telegram_bot_token, self.rasa_token)
        return tuple(secret.get_secret_value() for secret in held if secret)


def load_settings() -> Settings:
    """Read the settings; raise one `SettingsProblem` that names every fault."""
    try:
        return Settings()
    except UnicodeDecodeError as err:
        raise SettingsProblem("The file .env is not in UTF-8: save it again with that encoding") from err
    except Faults as faults:
        # Never the values themselves: one of them may be a token.
        lines = (
            f"  {str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in faults.errors(include_input=False)
            if fault["type"] != "default_factory_not_called"  # It only repeats that another one is wrong.
        )
        message = "These settings (environment or .env) cannot be used:\n" + "\n".join(lines)
        raise SettingsProblem(message) from None
