"""The dialogue: Rasa decides what happens next, its actions answer from the knowledge base.

Two environments meet here. ``channel``, ``payloads`` and ``components`` run inside Rasa's,
``actions`` inside the main one; see README.md.
"""
