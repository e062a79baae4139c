"""Reading the shop: its catalogue page by page, single products, old orders."""
