"""The bot, talked with through a double of Telegram, with Rasa played by a script."""
