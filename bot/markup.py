"""Telegram's HTML: writing it, measuring it, and cutting it at paragraph ends.

Entries are written in a small part of Markdown: paragraphs, ``- `` and ``1. `` lists.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from telegram.constants import MessageLimit

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
PIECE = 3500
"""The longest paragraph: what stands above it (a heading) or below it still fits in the message."""
BREAK = "\n\n"
ITEM = re.compile(r"(?:[-*]|(\d+)[.)])\s+(.*)")
# Between these no space is written, so a line break in the source is not one either.
UNSPACED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
# Where a paragraph that is too long by itself may be cut, best first.
CUTS = (re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s|(?<=[。!?])"), re.compile(r"\s"))


def escape(text: str) -> str:
    """Make ``text`` safe between Telegram's tags."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """Set ``text`` in bold."""
    return f"<b>{escape(text)}</b>"


def link(text: str, url: str) -> str:
    """Link ``text`` to ``url``; a source without an address is named only."""
    if not url:
        return escape(text)
    return f'<a href="{html.escape(url)}">{escape(text)}</a>'


def length(text: str) -> int:
    """The length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def paragraphs(markdown: str) -> Iterator[str]:
    """The paragraphs and lists of a text as HTML, each short enough for a message."""
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        for piece in _cut(_lines(paragraph), PIECE):
            yield escape(piece)


def join(blocks: Iterable[str]) -> tuple[str, ...]:
    """Put blocks of HTML together into as few messages as possible."""
    messages: list[str] = []
    for block in blocks:
        longer = f"{messages[-1]}{BREAK}{block}" if messages else block
        if messages and length(plain(longer)) <= LIMIT:
            messages[-1] = longer
        else:
            messages.append(block)
    return tuple(messages)


def plain(markup: str, *, addresses: bool = False) -> str:
    """The text that people see of ``markup``, with the addresses of links if wanted."""
    reader = _Reader(addresses)
    reader.feed(markup)
    reader.close()
    return "".join(reader.seen)


class _Reader(HTMLParser):
    """Collects the visible text of Telegram's HTML."""

    def __init__(self, addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._addresses = addresses
        self._address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address = dict(attrs).get("href")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._addresses and self._address:
            self.seen.append(f" <{self._address}>")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def _lines(paragraph: str) -> str:
    """Join the lines of a paragraph; each list item begins a line of its own."""
    lines: list[str] = []
    for line in paragraph.splitlines():
        item = ITEM.match(line.strip())
        if item:
            number, text = item.groups()
            lines.append(f"{number}. {text}" if number else f"• {text}")
        elif lines:
            lines[-1] += "\n" + line.strip()
        else:
            lines.append(line.strip())
    return "\n".join(UNSPACED.sub("", line).replace("\n", " ") for line in lines)


def _cut(text: str, limit: int) -> Iterator[str]:
    """Cut ``text`` into pieces of at most ``limit`` units: at a line, a sentence, a word."""
    while length(text) > limit:
        head = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
        ends = (max((m.end() for m in cut.finditer(head)), default=0) for cut in CUTS)
        end = next((end for end in ends if end), len(head))
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text
