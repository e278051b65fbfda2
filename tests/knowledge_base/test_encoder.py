"""Which model is loaded how."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from knowledge_base.encoder import SentenceTransformerEncoder, load_encoder
from knowledge_base.settings import OWN_MODEL

TEXTS = ["Do I need a permit?", "giấy phép biên giới", "边境许可证", "ໃບອະນຸຍາດ"]


def test_our_own_model_gives_the_same_vectors_with_and_without_sentence_transformers() -> None:
    ours, theirs = load_encoder(OWN_MODEL), SentenceTransformerEncoder.load(OWN_MODEL)
    assert ours.identity == theirs.identity
    assert np.allclose(ours.encode_questions(TEXTS), theirs.encode_questions(TEXTS), atol=1e-6)
    assert np.allclose(ours.encode_passages(TEXTS), theirs.encode_passages(TEXTS), atol=1e-6)


def test_searching_with_our_own_model_needs_no_torch() -> None:
    script = (
        "import sys; from knowledge_base.search import KnowledgeBase; from knowledge_base.encoder import load_encoder;"
        f"load_encoder({OWN_MODEL!r}).encode_questions(['tea']);"
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
