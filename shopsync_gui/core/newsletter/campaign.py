"""Campaign tags in links, by which the shop's statistics tell who came from a newsletter."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

_TAGS = ("utm_source", "utm_medium", "utm_campaign")


def with_campaign(address: str, campaign: str) -> str:
    """The address with the campaign's tags; all else of it stays as it is written.

    Earlier tags of the same names give way. Without an address or a campaign nothing is added.
    """
    name = " ".join(campaign.split())
    if not address or not name:
        return address
    parts = urlsplit(address)
    kept = [
        piece
        for piece in parts.query.split("&")
        if piece and unquote_plus(piece.partition("=")[0]).lower() not in _TAGS
    ]
    tags = zip(_TAGS, ("newsletter", "email", name), strict=True)
    query = "&".join(
        [*kept, *(f"{tag}={quote(value, safe='', errors='replace')}" for tag, value in tags)]
    )
    return urlunsplit(parts._replace(query=query))


def link_key(address: str) -> str:
    """The same for every link to one page, with or without tags, www and a secure connection."""
    parts = urlsplit(address.strip())
    host = parts.netloc.lower().removeprefix("www.")
    kept = sorted(
        piece
        for piece in parts.query.split("&")
        if piece and not piece.lower().startswith(("utm_", "gclid=", "fbclid="))
    )
    return f"{host}{parts.path.rstrip('/')}?{'&'.join(kept)}"
