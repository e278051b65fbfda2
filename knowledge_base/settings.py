"""The knowledge base's settings, from the environment or ``.env``."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

OWN_MODEL = "own"
"""The name by which EMBEDDING_MODEL asks for the model that lies in ``knowledge_base/model``."""
PACKAGED_MODEL = "minilm"
"""The name by which EMBEDDING_MODEL asks for the model that comes as a Python package."""


class Settings(BaseSettings):
    """``embedding_model`` names a sentence-transformers model, a folder, our own, or the packaged one."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    embedding_model: str = OWN_MODEL
    var_dir: Path = Path("var")
    documents_dir: Path = Path(__file__).parent / "documents"
    index_dir: Path | None = None

    @property
    def index_path(self) -> Path:
        """Where the published index lies: INDEX_DIR, else ``index`` under VAR_DIR."""
        return self.index_dir or self.var_dir / "index"
