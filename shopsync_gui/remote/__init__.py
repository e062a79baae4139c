"""The two services as Python calls: the only room that speaks HTTP to them."""
