"""The account: its lists, and how it shows what was written to it."""
