"""The forms in which a secret may come back: as it is, and as services, pages and tracebacks encode it."""

from __future__ import annotations

import base64
import html
import json
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus

_ESCAPED = re.compile(r"%[0-9A-F]{2}")


@lru_cache(maxsize=16)
def secret_forms(secret: str) -> tuple[str, ...]:
    """A secret plain and encoded, the longest first: one may be a part of another."""
    raw = secret.encode(errors="surrogatepass")
    quoted = [quote(raw), quote(raw, safe=""), quote_plus(raw)]
    jsons = [json.dumps(secret), json.dumps(secret, ensure_ascii=False)]
    based = [base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()]
    page = html.escape(secret)
    forms = {
        secret,
        *quoted,
        *(_ESCAPED.sub(lambda found: found[0].lower(), text) for text in quoted),
        *based,
        *(text.rstrip("=") for text in based),  # some leave the filling out
        page,
        html.escape(secret, quote=False),
        *(page.replace("&#x27;", apostrophe) for apostrophe in ("&#39;", "&#039;", "&apos;", "'")),
        "".join(f"&#{ord(letter)};" if letter in "&<>\"'" else letter for letter in secret),
        *(text[1:-1] for text in jsons),
        *(text.replace("/", "\\/")[1:-1] for text in jsons),
        repr(secret)[1:-1],
        repr(raw)[2:-1],
        raw.hex(),
        raw.hex().upper(),
    }
    return tuple(sorted(forms, key=len, reverse=True))
