"""The actions Rasa calls: they look into the knowledge base and reply with plain data."""
