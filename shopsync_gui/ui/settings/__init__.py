"""The pages of the program's own settings; every choice takes effect at once."""
