"""One module for each way in which a person, or Telegram, speaks to the bot."""
