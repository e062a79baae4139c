"""The client of a Shoprenter shop; it only reads."""
