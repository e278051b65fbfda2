"""The bot's tables."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all tables are of."""


class Chat(Base):
    """A chat whose people chose a language."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str]


class HandledUpdate(Base):
    """An update that was taken up; ``number`` counts them, as Telegram's ids may jump."""

    __tablename__ = "handled_updates"

    number: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, unique=True)


class EnquiryRow(Base):
    """An enquiry to the province.

    What tells who wrote it stands in ``person`` and ``chat`` alone, so that both can be emptied while the rest is kept.
    """

    __tablename__ = "enquiries"

    number: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The same for the same enquiry, however often it is handed over."""
    reference: Mapped[str] = mapped_column(unique=True)
    created: Mapped[datetime.datetime] = mapped_column(DateTime(timezone=True))
    status: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    message: Mapped[str]
    questions: Mapped[list[str]] = mapped_column(JSON)
    person: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    chat: Mapped[int | None] = mapped_column(BigInteger, index=True)
