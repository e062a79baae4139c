"""The shop's token service: OAuth2 client credentials for one invented client."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from shopsync_gui.sandbox.asgi import Request, Response, json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.shop.state import Shop


class TokenService:
    """The tokens of a shop: which of them still let a request in, and with which scopes."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._issued = 0
        self.valid: dict[str, tuple[float, tuple[str, ...]]] = {}
        self.claims: Callable[[dict[str, Any]], dict[str, Any]] = dict
        """What a token says, from what it should say."""
        self.opaque = False
        """Whether a token is a mere name that says nothing."""

    def revoke_all(self) -> None:
        """Make every token issued so far invalid."""
        self.valid.clear()

    def scopes_of(self, authorization: str) -> tuple[str, ...] | None:
        """The scopes of a `Bearer ...` header, or None when it lets nobody in."""
        scheme, _, token = authorization.partition(" ")
        entry = self.valid.get(token.strip()) if scheme.lower() == "bearer" else None
        if entry is None or self._shop.clock.now() >= entry[0]:
            return None
        return entry[1]

    def answer(self, request: Request) -> Response:
        """Answer `POST /{shopName}/app/token`."""
        if request.method != "POST":
            return json_response({"message": "Method not allowed"}, 405)
        body = request.json()
        if not isinstance(body, dict):
            body = {}
        for name in ("grant_type", "client_id", "client_secret"):
            value = body.get(name)
            if not isinstance(value, str) or not value:
                return self._invalid_request(name)
        if body["grant_type"] != "client_credentials":
            return self._invalid_request("grant_type")
        config = self._shop.config
        if request.segments[1] != config.shop_name:
            return json_response({"message": "Shop not found"}, 404)
        known = compare_digest(body["client_id"].encode(), config.client_id.encode())
        secret = compare_digest(body["client_secret"].encode(), config.client_secret.encode())
        if not (known and secret):
            text = "Client authentication failed"
            return json_response(
                {"error": "invalid_client", "error_description": text, "message": text}, 401
            )
        return self._grant()

    def _grant(self) -> Response:
        shop = self._shop
        self._issued += 1
        payload: dict[str, Any] = {
            "aud": shop.config.client_id,
            "jti": f"{shop.config.seed}-{self._issued}",
            "exp": int(shop.clock.wall().replace(tzinfo=UTC).timestamp() + shop.token_seconds),
            "scopes": list(shop.scopes),
        }
        parts = ({"typ": "JWT", "alg": "RS256"}, self.claims(payload), {"sandbox": 1})
        token = f"jelszo{self._issued:08d}" if self.opaque else ".".join(map(_part, parts))
        self.valid[token] = (shop.clock.now() + shop.token_seconds, shop.scopes)
        return json_response(
            {"token_type": "Bearer", "expires_in": int(shop.token_seconds), "access_token": token}
        )

    def _invalid_request(self, name: str) -> Response:
        text = "The request is missing a required parameter or it is malformed."
        return json_response(
            {
                "error": "invalid_request",
                "error_description": text,
                "hint": f"Check the `{name}` parameter",
                "message": text,
            },
            400,
        )


def _part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
