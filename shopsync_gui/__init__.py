"""ShopSync keeps the product master of a SalesAutopilot account equal to a Shoprenter shop."""

__version__ = "0.1.0"
