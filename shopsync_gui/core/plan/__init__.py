"""A plan as it is handed on: its items, order and summary."""
