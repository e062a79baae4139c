"""Reading the account: its lists, what they leave out, and how it shows what was written."""
