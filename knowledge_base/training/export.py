"""Writing the trained table as a sentence-transformers model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from knowledge_base.feature_table import FeatureTable, Vocabulary
from knowledge_base.training.learn import Table


def save_model(folder: Path, vocabulary: Vocabulary, table: Table, training: str) -> None:
    """Quantise the rows and write the model; ``training`` is the record of how it was made."""
    weights = np.exp(table.weights.numpy()).astype(np.float32)
    FeatureTable.from_rows(vocabulary.features, table.rows.numpy(), weights).save(folder)
    (folder / "training.json").write_text(training + "\n", "utf-8")
