"""The addresses of a shop and the credentials of the API client that reads it."""

from __future__ import annotations

import msgspec


class ShopAccess(msgspec.Struct, frozen=True, kw_only=True):
    """`url` stands before a resource name, `token_url` is the whole token address.

    `name` is the first label of the shop's host. Contract "shoprenter" 1.1.
    """

    name: str
    url: str
    token_url: str
    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        """The shop's name only: the secret must not get into a log."""
        return f"ShopAccess({self.name!r})"
