"""Tests that run inside Rasa's environment; stories/ is for `rasa test`."""
