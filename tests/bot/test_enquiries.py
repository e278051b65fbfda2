"""Enquiries are stored once, and handed over whole."""

from __future__ import annotations

import datetime
import itertools
import re
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.enquiries import Enquiries, Sender, new_reference
from bot.form_replies import ConfirmedEnquiry
from bot.store import Store
from bot.tables import EnquiryRow

NOVEMBER = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


def enquiry(number: int = 1, **changes: str) -> ConfirmedEnquiry:
    """What a person confirmed; each ``number`` is another one."""
    text = {
        "kind": "investment",
        "subject": "A tea factory",
        "message": "Which land is free?\nWe need 2 ha.",
        "name": "Anna Schmidt",
        "country": "DE",
        "contact": "anna@example.com",
    }
    return ConfirmedEnquiry(key=f"{number:032x}", **(text | changes), questions=("permit?",))


async def test_an_enquiry_is_read_as_it_was_written(store: Store) -> None:
    before = datetime.datetime.now(datetime.UTC)
    reference = await store.enquiries.keep(enquiry(organisation="Tee GmbH"), "en", chat=42)
    [stored] = await store.enquiries.new()
    assert stored == await store.enquiries.find(reference)
    assert before <= stored.created <= datetime.datetime.now(datetime.UTC)
    assert (stored.reference, stored.status, stored.language) == (reference, "new", "en")
    assert (stored.kind, stored.subject, stored.questions) == ("investment", "A tea factory", ("permit?",))
    assert stored.message == "Which land is free?\nWe need 2 ha."
    assert stored.sender == Sender("Anna Schmidt", "Tee GmbH", "DE", "anna@example.com", chat=42)


async def test_the_same_enquiry_is_stored_once(store: Store) -> None:
    first = await store.enquiries.keep(enquiry(), "en", chat=42)
    assert await store.enquiries.keep(enquiry(), "en", chat=42) == first
    assert len(await store.enquiries.new()) == 1


async def test_another_enquiry_of_the_same_words_is_another(store: Store) -> None:
    references = [await store.enquiries.keep(enquiry(number), "en", chat=42) for number in range(3)]
    assert [stored.reference for stored in await store.enquiries.new()] == references
    assert len(set(references)) == 3


async def test_a_reference_that_is_taken_is_not_given_again(store: Store) -> None:
    references = itertools.chain(["LC-2611-AAAA"] * 3, ["LC-2611-BBBB"])
    enquiries = Enquiries(store.enquiries._session, lambda _now: next(references))
    assert await enquiries.keep(enquiry(1), "en", chat=1) == "LC-2611-AAAA"
    assert await enquiries.keep(enquiry(2), "en", chat=2) == "LC-2611-BBBB"


def test_a_reference_is_short_readable_and_not_to_be_guessed() -> None:
    references = {new_reference(NOVEMBER) for _ in range(200)}
    assert all(re.fullmatch("LC-2611-[2-9A-HJKMNP-Z]{4}", reference) for reference in references)
    assert len(references) > 190


async def test_an_enquiry_outlives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with Store.from_url(url) as store:
        reference = await store.enquiries.keep(enquiry(), "lo", chat=-100_123)
    async with Store.from_url(url) as store:
        stored = await store.enquiries.find(reference)
        assert stored is not None
        assert stored.sender is not None
        assert stored.sender.chat == -100_123
        assert await store.enquiries.find("LC-2611-0000") is None


async def test_what_tells_who_wrote_can_be_erased_and_the_rest_stays(store: Store) -> None:
    reference = await store.enquiries.keep(enquiry(), "en", chat=42)
    async with store.enquiries._session.begin() as session:
        await session.execute(update(EnquiryRow).values(person=None, chat=None))
    stored = await store.enquiries.find(reference)
    assert stored is not None
    assert (stored.subject, stored.sender) == ("A tea factory", None)


@pytest.mark.parametrize("key", ["", "short", "x" * 32])
def test_an_enquiry_without_a_proper_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        ConfirmedEnquiry(key=key, kind="press", subject="s", message="m", name="n", country="VN", contact="a@b.vn")
