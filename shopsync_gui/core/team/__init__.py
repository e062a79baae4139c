"""A team: its members, what it is told of a shop, and the words for both."""
