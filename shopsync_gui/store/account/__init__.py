"""The connections to accounts, the account as last read, and what was learned of it."""
