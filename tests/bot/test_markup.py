"""Markdown to Telegram's HTML, measured and cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import LIMIT, bold, escape, join, length, link, paragraphs, plain
from tests.telegram_double.markup import parse_html


def test_paragraphs_and_lists() -> None:
    text = "First line\nsame paragraph.\n\n- one\n- two\n  goes on\n\n1. first\n2. second"
    assert list(paragraphs(text)) == [
        "First line same paragraph.",
        "• one\n• two goes on",
        "1. first\n2. second",
    ]


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    assert list(paragraphs("外国人须持\n许可证。\n口岸 Ma Lù\nThàng")) == ["外国人须持许可证。口岸 Ma Lù Thàng"]


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    assert list(paragraphs("5 < 6 & <b>7</b>")) == ["5 &lt; 6 &amp; &lt;b&gt;7&lt;/b&gt;"]
    assert bold("<&>") == "<b>&lt;&amp;&gt;</b>"
    assert link("a<b", 'https://x.vn/?q="1"&r=2') == '<a href="https://x.vn/?q=&quot;1&quot;&amp;r=2">a&lt;b</a>'


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))))
def test_any_text_passes_telegram_unchanged(text: str) -> None:
    assert parse_html(escape(text)) == plain(escape(text)) == text


def test_length_is_counted_as_telegram_counts() -> None:
    assert [length("a"), length("ế"), length("ລ"), length("😀"), length("\ud83d")] == [1, 1, 1, 2, 1]


def test_short_blocks_make_one_message() -> None:
    assert join(["a", "b", "c"]) == ("a\n\nb\n\nc",)


def test_a_long_text_is_split_at_the_end_of_a_paragraph() -> None:
    first, second, third = "a" * 3000, "b" * 1000, "c" * 100
    assert join([first, second, third]) == (f"{first}\n\n{second}", third)


def test_tags_do_not_count() -> None:
    linked = link("x" * 4000, "https://example.vn/" + "y" * 500)
    assert join([linked, "z" * 90]) == (f"{linked}\n\n{'z' * 90}",)


@pytest.mark.parametrize(
    ("text", "ends_with"),
    [
        ("Word word. " * 500, "."),
        ("一二三四五六七八九。" * 600, "。"),
        ("ຄຳ ລາວ " * 800, ""),
        ("\n".join(["- item of a list"] * 400), "item of a list"),
        ("😀" * 5000, "😀"),
    ],
)
def test_a_paragraph_too_long_for_a_message_is_cut_where_it_hurts_least(text: str, ends_with: str) -> None:
    pieces = list(paragraphs(text))
    assert len(pieces) > 1
    assert all(0 < length(piece) <= LIMIT and piece.endswith(ends_with) for piece in pieces)
    kept = "".join("".join(pieces).replace("•", "-").split())
    assert kept == "".join(text.split())


def test_a_long_paragraph_leaves_room_for_its_heading() -> None:
    first, *_ = paragraphs("Word word. " * 500)
    assert len(join([f"{bold('A heading of some length ' * 10)}\n{first}"])) == 1
    assert length(f"{'A heading of some length ' * 10}\n{first}") <= LIMIT


def test_plain_text_names_addresses_if_wanted() -> None:
    markup = f"See {link('the law', 'https://x.vn/?a=1&b=2')} &amp; more"
    assert plain(markup) == "See the law & more"
    assert plain(markup, addresses=True) == "See the law <https://x.vn/?a=1&b=2> & more"
