"""The standing of a shop: its state, the words on it, and the next step."""
