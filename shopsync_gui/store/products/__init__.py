"""The products and categories of the shops: read, written, remembered."""
