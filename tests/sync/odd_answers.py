"""Answers that are well formed and tell less, or something else, than before."""

from __future__ import annotations

from typing import Any

import httpx

from tests.sync.world import Reshape


def altered(
    part: str,
    *,
    status: int = 200,
    body: bytes = b'{"items": []}',
    kind: str = "application/json",
) -> Reshape:
    """Answers of one resource that say something else."""

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if not request.url.path.rstrip("/").endswith(part):
            return foreign_first(request, response)
        return httpx.Response(status, content=body, headers={"content-type": kind})

    return reshape


def foreign_first(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """A tax class whose foreign rate would be taken if the zones were not known."""
    if "taxClassExtend" not in request.url.path or response.status_code != 200:
        return response
    page: Any = response.json()
    wrapped = page.get("response", page)
    for each in wrapped["items"]:
        for rate in each["taxRates"] if isinstance(each["taxRates"], list) else ():
            rate["priority"] = "0" if rate["rate"].startswith("19") else "3"
    return httpx.Response(200, json=page)


ODD: dict[str, Reshape] = {
    "zones 403": altered("geoZones", status=403, body=b"{}"),
    "zones 404": altered("geoZones", status=404, body=b'{"message":"40401 nincs","code":40401}'),
    "zones html": altered("geoZones", body=b"<html>Szia</html>", kind="text/html"),
    "zones empty": altered("geoZones"),
    "languages empty": altered("languages"),
    "languages 204": altered("languages", status=204, body=b""),
    "tax classes empty": altered("taxClassExtend"),
    "tax classes unreadable": altered(
        "taxClassExtend", body=b'{"pageCount": "1", "items": ["?", 7]}'
    ),
    "settings 403": altered("settings", status=403, body=b"{}"),
    "settings empty": altered("settings"),
    "domains html": altered("domains", body=b"<html>Szia</html>", kind="text/html"),
    "currencies empty": altered("currencies"),
    "account categories empty": altered("listprodcategories", body=b"[]"),
}
