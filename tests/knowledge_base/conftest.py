"""Small documents and an encoder that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.documents import documents_hash, read_documents
from knowledge_base.encoder import Progress, Vectors
from knowledge_base.entries import LANGUAGES
from knowledge_base.index import build_index
from knowledge_base.search import KnowledgeBase

ENTRY = """\
audience: [visitor]
as_of: 2025-11-17
review_by: 2099-01-01
sources:
  - {title: Decree, publisher: Gazette, url: "https://example.org/decree"}
"""

CONCEPTS = (
    {"permit", "permission", "giấy", "phép", "许可证", "ໃບອະນຸຍາດ"},
    {"tea", "chè", "trà", "茶", "ຊາ"},
    {"bus", "xe", "班车", "ລົດເມ"},
)


class ConceptEncoder:
    """One dimension per concept, set where a text names it; texts about nothing lie elsewhere."""

    identity = "concepts@1"
    languages = frozenset(LANGUAGES)

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        rows = [[float(any(word in text.lower() for word in concept)) for concept in CONCEPTS] for text in texts]
        vectors = np.array([[*row, 0.0 if any(row) else 1.0] for row in rows], np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.encoded += texts
        if progress:
            progress(len(texts))
        return self.encode_questions(texts)


Write = Callable[..., Path]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """An empty folder of documents."""
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


@pytest.fixture
def write(documents: Path) -> Write:
    """Write an entry: ``write("border/permit", en="# Permit\\n\\nYou need one.", entry=…)``."""

    def write(entry_id: str, entry: str = ENTRY, **texts: str) -> Path:
        folder = documents / entry_id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "entry.yml").write_text(entry, "utf-8")
        for language, text in texts.items():
            (folder / f"{language}.md").write_text(text, "utf-8")
        return folder

    return write


@pytest.fixture
def encoder() -> ConceptEncoder:
    return ConceptEncoder()


@pytest.fixture
def publish(documents: Path, tmp_path: Path, encoder: ConceptEncoder) -> Callable[[], Path]:
    """Build the index of the documents as they are now; returns the index folder."""

    def publish() -> Path:
        folder = tmp_path / "index"
        build_index(read_documents(documents), documents_hash(documents), folder, encoder)
        return folder

    return publish


@pytest.fixture
def base(write: Write, publish: Callable[[], Path], encoder: ConceptEncoder) -> KnowledgeBase:
    """Three entries: a permit in all four languages, tea in two, a bus in Vietnamese only."""
    from knowledge_base.index import load_index

    write(
        "border/permit",
        en=text("Border permit", "Foreigners need a permit for a border commune.", "do I need permission there?"),
        vi=text("Giấy phép biên giới", "Người nước ngoài cần giấy phép vào xã biên giới.", "có phải xin phép không?"),
        zh=text("边境许可证", "外国人进入边境乡需要许可证。", "要办许可证吗？"),
        lo=text("ໃບອະນຸຍາດເຂົ້າຊາຍແດນ", "ຄົນຕ່າງປະເທດຕ້ອງມີໃບອະນຸຍາດ.", "ຕ້ອງຂໍໃບອະນຸຍາດບໍ?"),
    )
    write(
        "agriculture/tea",
        en=text(
            "Lai Châu tea", "Tea grows on 10,000 hectares.", "who sells tea?", "## Buying tea\nAsk the cooperative."
        ),
        vi=text("Chè Lai Châu", "Chè trồng trên 10.000 ha.", "mua chè ở đâu?", "## Mua chè\nHỏi hợp tác xã."),
    )
    write("visiting/bus", vi=text("Xe khách", "Xe khách từ Hà Nội chạy mỗi tối.", "xe mấy giờ chạy?"))
    folder = publish()
    return KnowledgeBase(load_index(folder, encoder.identity), encoder, folder=folder)


def text(title: str, answer: str, question: str = "", sections: str = "") -> str:
    """A language file."""
    return f'---\nstatus: draft\nquestions: ["{question or title}"]\n---\n# {title}\n\n{answer}\n\n{sections}\n'
