"""Our own model as a module of sentence-transformers: features, looked up and summed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule
from torch import Tensor

from knowledge_base.feature_table import FeatureTable


class StaticModel(InputModule):
    """``knowledge_base/model/modules.json`` names this class, so ``SentenceTransformer(path)`` finds it.

    ``table`` gives a text's feature vectors, for soft matching.
    """

    def __init__(self, table: FeatureTable) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.table = table

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Tensor]:
        # numpy does it all: torch's overhead would be most of the time of one short question.
        vectors = np.stack([self.table.pool((prompt or "") + text) for text in inputs])
        return {"sentence_embedding": torch.from_numpy(vectors)}

    def forward(self, features: dict[str, Tensor], **kwargs: Any) -> dict[str, Tensor]:
        return features

    def get_embedding_dimension(self) -> int:
        return self.table.dimensions

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        self.table.save(Path(output_path))

    @classmethod
    def load(  # type: ignore[override]
        cls, model_name_or_path: str, subfolder: str = "", **kwargs: Any
    ) -> StaticModel:
        return cls(FeatureTable.load(Path(model_name_or_path) / subfolder))
