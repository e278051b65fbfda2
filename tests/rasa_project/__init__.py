"""Tests of the actions and of what the channel lets in; Rasa's own side: rasa_project/tests."""
