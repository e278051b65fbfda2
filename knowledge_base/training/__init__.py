"""Training of the model in ``knowledge_base/model``: ``python -m knowledge_base.training --help``."""
