"""An explanation as staff read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table

from knowledge_base.explain import Explanation, HitExplanation, Part
from knowledge_base.matched import Match

WIDTH = 100
"""Columns that the text needs."""
_LISTED = 10
_EXCERPT = 160
_SUM = "sum (0 is as likely as not, 3 is 0.95)"
_LANGUAGES = {"vi": "Vietnamese", "en": "English", "zh": "Chinese", "lo": "Lao"}
_KINDS = {
    "question_cosine": "meaning of its nearest listed question",
    "passage_cosine": "meaning of its nearest passage",
    "question_bm25": "same words in its best listed question",
    "passage_bm25": "same words in its best passage",
    "question_soft": "meaning, word by word, best question",
    "passage_soft": "meaning, word by word, best passage",
    "cosine": "meaning of its nearest text as a whole",
    "soft": "meaning, word by word, in its best text",
    "soft_coverage": "meaning, word by word, in all its texts",
    "bm25": "same words in its best text",
    "coverage": "same words in all its texts",
    "nearest": "meaning of its three nearest texts",
    "lead": "lead over the second entry",
    "length": "length of the question (logarithm of its terms)",
    "bias": "to start with",
}
LEGEND = (
    "How to read this: for every entry the search measures in several ways how near it comes to the question, "
    "mostly between 0 (nothing) and 1 (all of it). What it found, times the weight, is what that gives to the score. "
    "“Same words” counts rare words more than common ones, whatever their endings. “By meaning” puts beside a word of "
    "the question (or words, characters, syllables) the nearest in the best text, in any language, with how alike "
    "they are (1: the same). An entry without a text in the question's language is found by its other texts: their "
    "likeness in meaning then counts for more, and stands in for the same words. The confidence is the probability "
    "that the first entry is right, as learnt from questions whose answers are known."
)


def lines(explanation: Explanation) -> Iterator[RenderableType]:
    """The outcome and why, then each entry found, then how the confidence came about."""
    result = explanation.result
    yield _grid(
        ("Question", explanation.question),
        ("Language", _LANGUAGES[result.language]),
        ("Outcome", result.outcome),
        ("Why", explanation.why),
    )
    for number, hit in enumerate(explanation.hits, 1):
        yield from _hit(number, hit, result.language)
    if explanation.confidence:
        yield f"\nConfidence {result.confidence:.2f} that the first entry is right\n"
        yield _parts(explanation.confidence, _SUM)
        yield f"\nProbability {result.known:.2f} that the question is about something in the knowledge base\n"
        yield _parts(explanation.known, _SUM)
    yield f"\n{LEGEND}"


def _hit(number: int, found: HitExplanation, asked: str) -> Iterator[RenderableType]:
    passage = found.hit.passage
    yield f"\n{number}. {passage.entry}: {passage.title}{f' — {passage.heading}' if passage.heading else ''}\n"
    yield _parts(found.parts, "score")
    language = _LANGUAGES[passage.language]
    yield _grid(
        ("   shown in", f"{language}, as it has no text in {_LANGUAGES[asked]}" if found.foreign else language),
        ("   best text", f"{found.kind}, {_LANGUAGES[found.text.language]}: {_excerpt(found.text.text)}"),
        ("   same words", ", ".join(found.same_words.found) or "none"),
        ("   not in it", ", ".join(found.same_words.missing) or "none: it has them all"),
        *_meanings(found.matches),
    )


def _meanings(matches: Sequence[Match]) -> Iterator[tuple[str, str]]:
    """What brought most, each word with what it found; and what found nothing."""
    found = sorted((match for match in matches if match.nearest), key=lambda match: -match.share * match.likeness)
    texts = [f"{match.asked} → {match.nearest} {match.likeness:.2f}" for match in found]
    if matches:
        yield "   by meaning", _listed(texts)
        yield "   no match", _listed([match.asked for match in matches if not match.nearest])


def _listed(texts: Sequence[str]) -> str:
    rest = len(texts) - _LISTED
    return "; ".join(texts[:_LISTED]) + (f"; and {rest} that count less" if rest > 0 else "") or "none"


def _parts(parts: Sequence[Part], total: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("", min_width=42)
    for name in ("found", "weight", "gives"):
        table.add_column(name, justify="right", min_width=6)
    for part in parts:
        values = ("", "") if part.kind == "bias" else (f"{part.value:.2f}", f"{part.weight:.2f}")
        table.add_row(f"   {_KINDS.get(part.kind, part.kind.replace('_', ' '))}", *values, f"{part.contribution:.3f}")
    table.add_row(f"   = {total}", "", "", f"{sum(part.contribution for part in parts):.3f}", style="bold")
    return table


def _grid(*rows: tuple[str, str]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, text in rows:
        table.add_row(label, text)
    return table


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:_EXCERPT]}…”" if len(line) > _EXCERPT else f"“{line}”"
