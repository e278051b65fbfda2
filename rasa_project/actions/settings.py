"""The action server's settings, from the environment or ``.env``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the action server listens, and how much it logs."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    actions_port: int = 5055
    log_level: Annotated[str, AfterValidator(str.upper)] = "INFO"
