"""Áttekintés, the first page: what changed, what fell in price, what is to be done, how the shops stand."""
