"""Newsletters: what they say of which products, at which prices, and the weekly digest."""
