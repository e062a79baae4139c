"""Data structures of a few bytes an entry, and long work in pieces."""
