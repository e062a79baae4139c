"""The engine: reads the shop, plans, writes to the account, proves that both are equal."""
