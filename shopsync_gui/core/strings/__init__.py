"""Strings: folded, put in order, highlighted, made harmless; addresses."""
