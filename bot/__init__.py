"""The assistant's front: Telegram (or the terminal) on one side, Rasa on the other.

``application`` wires the Telegram handlers, ``terminal`` holds the same conversation
in the terminal; both go through ``conversation``. Importing anything here does nothing.
"""
