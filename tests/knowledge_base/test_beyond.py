"""What no stored text can answer: today's state, bookings, numbers and prices that an entry does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.beyond import beyond
from knowledge_base.documents import read_documents
from knowledge_base.entries import Entry
from tests.knowledge_base.conftest import Write, text


@pytest.fixture
def bus(write: Write, documents: Path) -> Entry:
    """An entry with a price, in English only, and no telephone number."""
    write("visiting/bus", en=text("Bus", "The bus takes nine hours. A seat is VND 350,000."))
    return read_documents(documents).entries["visiting/bus"]


@pytest.mark.parametrize(
    ("question", "asked_for"),
    [
        ("Is the road open right now?", "the state of things today"),
        ("hôm nay đèo có mở không", "the state of things today"),
        ("hom nay deo co mo khong", "the state of things today"),
        ("今天口岸开吗", "the state of things today"),
        ("ມື້ນີ້ດ່ານເປີດບໍ", "the state of things today"),
        ("please book me two berths", "a booking or an errand"),
        ("đặt giúp mình 2 phòng", "a booking or an errand"),
        ("大巴公司电话", "a telephone number"),
        ("ຂໍເບີໂທແດ່", "a telephone number"),
    ],
)
def test_what_no_text_holds_is_seen_in_each_language(bus: Entry, question: str, asked_for: str) -> None:
    assert [demand.demand for demand in beyond(question, bus)] == [asked_for]


@pytest.mark.parametrize("question", ["how much is the bus?", "giá vé bao nhiêu tiền", "车票多少钱", "ລາຄາເທົ່າໃດ"])
def test_a_price_may_be_asked_of_an_entry_that_has_one(bus: Entry, question: str) -> None:
    assert not list(beyond(question, bus))


def test_a_price_may_not_be_asked_of_an_entry_that_has_none(write: Write, documents: Path) -> None:
    write("visiting/pass", en=text("The pass", "The pass is 2,000 m high."))
    entry = read_documents(documents).entries["visiting/pass"]
    assert [demand.demand for demand in beyond("how much is a ticket?", entry)] == ["a price or a fee"]


@pytest.mark.parametrize(
    "question", ["gia dinh toi di xe", "which buses are there?", "từ quốc gia nào", "现在有几班车"]
)
def test_other_words_are_not_taken_for_it(bus: Entry, question: str) -> None:
    assert not list(beyond(question, bus))
