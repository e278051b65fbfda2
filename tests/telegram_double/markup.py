"""Telegram's reading of HTML: few tags, all of them closed in order."""

from __future__ import annotations

import html
import re

from tests.telegram_double.refusals import bad

TAGS = re.compile(
    r"b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote|blockquote expandable|tg-spoiler"
    r'|span class="tg-spoiler"|a href="[^"<>]*"|code class="[^"<>]*"|tg-emoji emoji-id="\d+"'
)
PART = re.compile(r"<(?P<close>/?)(?P<tag>[^<>]*)>|(?P<lone><)")
ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)[a-zA-Z]+;")


def parse_html(text: str) -> str:
    """The text people see; refuse markup that Telegram cannot parse."""
    open_tags: list[str] = []
    for part in PART.finditer(text):
        name = part["tag"].split(" ")[0] if part["tag"] else ""
        if part["lone"] or (not part["close"] and not TAGS.fullmatch(part["tag"])):
            raise bad(f"can't parse entities: unsupported start tag {name!r} at byte offset {part.start()}")
        if not part["close"]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise bad(f"can't parse entities: unexpected end tag {name!r} at byte offset {part.start()}")
    if open_tags:
        raise bad(f"can't parse entities: can't find end tag corresponding to start tag {open_tags[-1]!r}")
    if strange := ENTITY.search(text):
        raise bad(f"can't parse entities: unsupported entity {strange[0]}")
    return html.unescape(PART.sub("", text))
