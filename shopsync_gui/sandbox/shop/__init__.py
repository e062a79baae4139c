"""The sandbox's Shoprenter shop."""
