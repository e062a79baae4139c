"""The bar above the list of products: search, filters, saved views, what changed, the count."""
