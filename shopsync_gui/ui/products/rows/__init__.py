"""The rows of the list of products: read in the background, page by page, as formatted texts."""
