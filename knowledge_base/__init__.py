"""The province's answers: reading, checking, indexing and searching them.

Knows nothing of Rasa or Telegram; importing it loads no model and reads no file.
"""
