"""The page Termékek kezelése: search, filters, grid and details of the product master."""
