"""The training: what it reads, and that it learns."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import torch

from knowledge_base.entries import Entry, EntryText
from knowledge_base.feature_table import FeatureTable
from knowledge_base.glossary import Term
from knowledge_base.training import data
from knowledge_base.training.corpus import build_corpus
from knowledge_base.training.data import OWN, Pair
from knowledge_base.training.learn import Bags, Learner, Stage, Table, soft_scores


def text(language: str, title: str, *questions: str) -> EntryText:
    return EntryText(language, title, "draft", f"{title}.", (), questions)


def test_about_a_fifth_of_the_entries_is_kept_out() -> None:
    kept = [number for number in range(1000) if data.kept_out(f"border/entry-{number}")]
    assert 150 < len(kept) < 250
    assert kept == [number for number in range(1000) if data.kept_out(f"border/entry-{number}")]


def test_copyleft_rows_are_not_read(tmp_path: Path) -> None:
    for name in data.FILES:
        with gzip.open(tmp_path / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.write("source\ta\tb\n")
            if name == "en-vi":
                file.write("odoo\tinvoice\thóa đơn\ntatoeba-vi\ttea\tchè\nvietanh\tdog\tchó\n")
    assert [(p.left, p.right, p.source) for p in data.parallel_pairs(tmp_path)] == [("tea", "chè", "tatoeba-vi")]


def test_terms_pair_every_two_languages(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(
        "en\tvi\tzh\tlo\tkind\tsource\ntea\tchè\t茶\t\tplant\tcldr\nx\ty\tz\t\tplant\tlaodict+vietanh\n", "utf-8"
    )
    assert {(p.left, p.right) for p in data.term_pairs(file)} == {("tea", "chè"), ("tea", "茶"), ("chè", "茶")}


def test_a_term_of_the_glossary_is_paired_with_its_other_names_and_without_diacritics() -> None:
    term = Term(vi="chè", en="tea", zh="茶", lo="ຊາ", also={"vi": ("trà",)})
    pairs = {frozenset((p.left, p.right)) for p in data.glossary_pairs([term])}
    assert {frozenset(("chè", "trà")), frozenset(("tea", "ຊາ")), frozenset(("che", "茶"))} <= pairs


def test_questions_of_an_entry_are_paired_across_languages() -> None:
    entry = Entry(
        "agriculture/tea", {"en": text("en", "Tea", "who sells tea?"), "vi": text("vi", "Chè", "mua chè ở đâu?")}
    )
    pairs = {(p.left, p.right) for p in data.entry_pairs([entry])}
    assert {("Tea", "Chè"), ("who sells tea?", "Chè"), ("mua chè ở đâu?", "Tea"), ("who sells tea?", "Tea")} <= pairs
    assert frozenset(("who sells tea?", "mua chè ở đâu?")) in {frozenset(pair) for pair in pairs}
    assert {p.group for p in data.entry_pairs([entry])} == {"agriculture/tea"}


WORDS = {"tea": "chè", "bus": "khách", "border": "biên", "hotel": "nghỉ", "tax": "thuế", "visa": "thực", "rice": "lúa"}


def trained(*stages: Stage) -> FeatureTable:
    pairs = [Pair(left, right, ("en", "vi"), OWN, left) for left, right in WORDS.items()]
    corpus = build_corpus(pairs)
    table = Table.untrained(corpus.idf, seed=1)
    nobody = np.empty(0, np.int64), np.empty((0, 384), np.float16)
    for stage in stages:
        Learner(corpus, table, nobody, seed=1).run(stage, lambda step, losses: None)
    return FeatureTable.from_rows(corpus.vocabulary.features, table.rows.numpy(), table.weights.exp().numpy())


def found(table: FeatureTable) -> int:
    """How many English words are nearest to their translation."""
    left, right = (np.stack([table.pool(word) for word in words]) for words in (WORDS, WORDS.values()))
    return int(((left @ right.T).argmax(axis=1) == np.arange(len(WORDS))).sum())


def test_it_learns_which_words_mean_the_same() -> None:
    assert found(trained(Stage("pairs", 30, 16, 0.03, own_share=1.0))) == len(WORDS)


def test_it_learns_by_soft_matching_too() -> None:
    warm = Stage("pairs", 5, 16, 0.03, own_share=1.0)
    assert found(trained(warm, Stage("soft", 30, 16, 0.03, own_share=1.0, soft=True))) == len(WORDS)


def test_the_same_seed_gives_the_same_table() -> None:
    stage = Stage("pairs", 5, 16, 0.03, own_share=1.0, self_crop=0.3)
    ids = np.arange(10)
    assert np.array_equal(trained(stage).rows(ids), trained(stage).rows(ids))


def test_the_soft_gradient_is_that_of_the_formula() -> None:
    torch.manual_seed(1)
    rows, weights = torch.nn.functional.normalize(torch.randn(20, 8), dim=1), torch.rand(20) + 0.5
    asked = Bags(torch.tensor([0, 1, 2]), torch.ones(3), torch.tensor([0, 0, 1]), 2)
    answering = Bags(torch.tensor([3, 4, 5, 6, 7]), torch.ones(5), torch.tensor([0, 0, 0, 1, 1]), 2)

    def by_hand(unit: torch.Tensor) -> torch.Tensor:
        scores = []
        for question in (asked.places[:2], asked.places[2:]):
            for answer in (answering.places[:3], answering.places[3:]):
                best = (unit[question] @ unit[answer].T).amax(dim=1)
                matched = best.clamp(min=0).square() * torch.sigmoid((best - 0.3) * 20)
                scores.append((matched * weights[question]).sum() / weights[question].sum())
        return torch.stack(scores).view(2, 2)

    ours, theirs = rows.clone().requires_grad_(), rows.clone().requires_grad_()
    scores = soft_scores(ours, weights, asked, answering), by_hand(theirs)
    assert torch.allclose(*scores, atol=1e-5)
    for score in scores:
        (score * torch.tensor([[1.0, -2.0], [3.0, 1.0]])).sum().backward()  # type: ignore[no-untyped-call]
    assert torch.allclose(ours.grad, theirs.grad, atol=1e-5)  # type: ignore[arg-type]
