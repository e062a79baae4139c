"""Products: their mapping to the account, states, changes, numbers and captions."""
