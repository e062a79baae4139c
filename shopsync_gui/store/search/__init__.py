"""The search: queries, filters, their SQL, and the indexes that make them quick."""
