"""The enquiries to the province: stored once each, and handed over to whoever answers them.

For the staff's side: `Enquiries.new` lists those that nobody has taken up, oldest first, `Enquiries.find` reads one;
``sender.chat`` is where to answer (None: the terminal, so only ``sender.contact`` is left).
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.form_replies import ConfirmedEnquiry
from bot.tables import EnquiryRow

NEW = "new"
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O, which people mix up."""
_ATTEMPTS = 5


@dataclass(frozen=True)
class Sender:
    """Who wrote an enquiry, and where to answer. ``country`` is a code, or as it was written."""

    name: str
    organisation: str | None
    country: str
    contact: str
    chat: int | None


@dataclass(frozen=True)
class StoredEnquiry:
    """An enquiry as it was stored; without ``sender`` if that was erased."""

    reference: str
    created: datetime.datetime
    status: str
    language: str
    kind: str
    subject: str
    message: str
    questions: tuple[str, ...]
    sender: Sender | None


def new_reference(now: datetime.datetime) -> str:
    """Short, readable, and not to be guessed from another: ``LC-2611-7F3K``."""
    return f"LC-{now:%y%m}-{''.join(secrets.choice(SIGNS) for _ in range(4))}"


class Enquiries:
    """The table of enquiries."""

    def __init__(
        self,
        session: async_sessionmaker[AsyncSession],
        reference: Callable[[datetime.datetime], str] = new_reference,
    ) -> None:
        self._session = session
        self._reference = reference

    async def keep(self, enquiry: ConfirmedEnquiry, language: str, chat: int | None) -> str:
        """Store an enquiry, unless it already is; returns its reference."""
        for _ in range(_ATTEMPTS):
            row = self._row(enquiry, language, chat)
            try:
                async with self._session.begin() as session:
                    session.add(row)
            except IntegrityError:
                # Handed over before; or, once in a great while, another has got this reference.
                if known := await self._reference_of(enquiry.key):
                    return known
            else:
                return row.reference
        raise RuntimeError(f"no reference was free in {_ATTEMPTS} attempts")

    async def new(self) -> tuple[StoredEnquiry, ...]:
        """Those that nobody has taken up, oldest first."""
        query = select(EnquiryRow).where(EnquiryRow.status == NEW).order_by(EnquiryRow.number)
        async with self._session() as session:
            return tuple(map(_stored, await session.scalars(query)))

    async def find(self, reference: str) -> StoredEnquiry | None:
        """The enquiry of this reference."""
        async with self._session() as session:
            row = await session.scalar(select(EnquiryRow).where(EnquiryRow.reference == reference))
            return _stored(row) if row else None

    def _row(self, enquiry: ConfirmedEnquiry, language: str, chat: int | None) -> EnquiryRow:
        now = datetime.datetime.now(datetime.UTC)
        return EnquiryRow(
            key=enquiry.key,
            reference=self._reference(now),
            created=now,
            status=NEW,
            language=language,
            kind=enquiry.kind,
            subject=enquiry.subject,
            message=enquiry.message,
            questions=list(enquiry.questions),
            person={
                "name": enquiry.name,
                "organisation": enquiry.organisation,
                "country": enquiry.country,
                "contact": enquiry.contact,
            },
            chat=chat,
        )

    async def _reference_of(self, key: str) -> str | None:
        async with self._session() as session:
            return await session.scalar(select(EnquiryRow.reference).where(EnquiryRow.key == key))


def _stored(row: EnquiryRow) -> StoredEnquiry:
    return StoredEnquiry(
        reference=row.reference,
        # SQLite forgets the time zone.
        created=row.created.replace(tzinfo=datetime.UTC),
        status=row.status,
        language=row.language,
        kind=row.kind,
        subject=row.subject,
        message=row.message,
        questions=tuple(row.questions),
        sender=Sender(**row.person, chat=row.chat) if row.person else None,
    )
