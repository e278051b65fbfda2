"""What the bot remembers: each chat's chosen language, the updates already handled, and enquiries."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import delete, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from bot.enquiries import Enquiries
from bot.tables import Base, Chat, HandledUpdate

KEPT_UPDATES = 10_000
"""Telegram sends an update again within a day at most; this is days of heavy use."""


class StoreProblem(Exception):
    """The database cannot be used; says in one sentence why and what to do."""


class Store:
    """The database behind DATABASE_URL; tables are made on `open`."""

    def __init__(self, engine: AsyncEngine, kept_updates: int = KEPT_UPDATES) -> None:
        self._engine = engine
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._kept_updates = kept_updates
        self.enquiries = Enquiries(self._session)

    @classmethod
    def from_url(cls, url: str, kept_updates: int = KEPT_UPDATES) -> Self:
        """A store at an SQLAlchemy address; the folder of an SQLite file is made."""
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database not in (
            None,
            ":memory:",
        ):
            try:
                Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
            except OSError as err:
                raise _unusable(err) from err
        # What people wrote must not get into a log by way of an error.
        return cls(create_async_engine(address, hide_parameters=True), kept_updates)

    async def __aenter__(self) -> Self:
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
        except (OSError, SQLAlchemyError) as err:
            raise _unusable(err) from err
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self._engine.dispose()

    async def language(self, chat: int) -> str | None:
        """The language chosen in this chat, if one was."""
        async with self._session() as session:
            found = await session.get(Chat, chat)
            return found.language if found else None

    async def choose_language(self, chat: int, language: str) -> None:
        """Remember the language chosen in this chat."""
        async with self._session.begin() as session:
            await session.merge(Chat(id=chat, language=language))

    async def first_time(self, update_id: int) -> bool:
        """Note that this update is taken up; False if it already was."""
        try:
            async with self._session.begin() as session:
                update = HandledUpdate(update_id=update_id)
                session.add(update)
                await session.flush()
                old = HandledUpdate.number <= update.number - self._kept_updates
                await session.execute(delete(HandledUpdate).where(old))
        except IntegrityError:
            return False
        return True


def _unusable(err: Exception) -> StoreProblem:
    reason = getattr(err, "orig", None) or err
    return StoreProblem(
        f"the bot's database cannot be opened ({reason}): check DATABASE_URL, and VAR_DIR if it is empty"
    )
