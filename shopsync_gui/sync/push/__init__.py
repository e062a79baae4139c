"""Writing a plan to the account, and settling what became of each write."""
