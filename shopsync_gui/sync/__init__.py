"""The engine, which makes the account equal to the shop, and other work above store, remote and system."""
