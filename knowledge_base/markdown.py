"""The body of a language file, cut at its headings; the text between them stays verbatim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge_base.entries import Section
from knowledge_base.faults import Fault, Severity


@dataclass(frozen=True)
class Part:
    """A heading with the text below it. ``level`` 0 is the text above the first heading."""

    level: int
    heading: str
    text: str
    line: int
    text_line: int

    @property
    def section(self) -> Section:
        return Section(self.heading, self.text)


@dataclass(frozen=True)
class Body:
    """What a language file says: ``# Title``, the short answer, then ``## Section`` after section."""

    parts: tuple[Part, ...]
    html_lines: tuple[int, ...]

    @classmethod
    def parse(cls, text: str, first_line: int) -> Body:
        """Cut ``text``, which begins on line ``first_line`` of its file (line numbers are the file's)."""
        tokens = _reader().parse(text)
        parts = tuple(_parts(text, tokens, first_line))
        return cls(parts, tuple(first_line + _start(token) for token in tokens if _has_html(token)))

    @property
    def titles(self) -> list[Part]:
        return [part for part in self.parts if part.level == 1]

    @property
    def sections(self) -> list[Part]:
        return [part for part in self.parts if part.level == 2]

    @property
    def readable(self) -> bool:
        """Whether there is a title with a short answer."""
        return bool(self.titles and self.titles[0].heading and self.titles[0].text)

    def faults(self, path: Path) -> Iterator[Fault]:
        """What is wrong with the form."""
        for line in self.html_lines:
            yield Fault(path, line, "HTML", "write plain Markdown, without <tags>")
        if self.parts[0].text:
            yield Fault(path, self.parts[0].line, "text above the title", "move it below the line `# Title`")
        if not self.titles or not self.titles[0].heading:
            fix = "write it as a line `# Title` above the answer"
            yield Fault(path, self.parts[0].line, "there is no title", fix, Severity.UNREADABLE)
        elif not self.titles[0].text:
            fix = "write it below the title, before the first `## Section`"
            yield Fault(path, self.titles[0].line, "there is no short answer", fix, Severity.UNREADABLE)
        for part in self.titles[1:]:
            yield Fault(path, part.line, "a second title", "make it a section: `## …`")
        for part in self.sections:
            if not part.heading or not part.text:
                yield Fault(path, part.line, "a section without heading or text", "write it or remove it")


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _parts(text: str, tokens: list[Token], first_line: int) -> Iterator[Part]:
    lines = text.split("\n")
    starts = [(0, 0, 0, "")]  # level, first line, first line of the text below, heading
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.tag in ("h1", "h2") and token.level == 0 and token.map:
            starts.append((int(token.tag[1]), token.map[0], token.map[1], inline.content))
    for (level, start, below, heading), following in pairwise([*starts, (0, len(lines), 0, "")]):
        written = [number for number in range(below, following[1]) if lines[number].strip()]
        text_line = first_line + (written[0] if written else below)
        yield Part(level, heading, "\n".join(lines[below : following[1]]).strip(), first_line + start, text_line)


def _start(token: Token) -> int:
    return token.map[0] if token.map else 0


def _has_html(token: Token) -> bool:
    return token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())
