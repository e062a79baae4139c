"""The kinds of input that are bytes, each with its harness; both ways of fuzzing take them from here."""

from __future__ import annotations

import random
from pathlib import Path

from tests.tools.fuzzing import (
    account_payloads,
    bodies,
    letters,
    records,
    searches,
    secrets,
    shop_payloads,
    skus,
    tables,
    typed_texts,
)
from tests.tools.fuzzing.reader import Reader

READERS: dict[str, Reader] = {
    "shop-payloads": shop_payloads.READER,
    "account-payloads": account_payloads.READER,
    "bodies": bodies.READER,
    "records": records.READER,
    "typed-texts": typed_texts.READER,
    "searches": searches.READER,
    "skus": skus.READER,
    "tables": tables.READER,
    "letters": letters.READER,
    "secrets": secrets.READER,
}
#: Contents of a seed.
_CONTENTS = 40


def blind(kind: str, seed: int, _folder: Path) -> None:
    """Try contents that a seed draws. Raises what they break."""
    reader = READERS[kind]
    chance = random.Random(f"{kind} {seed}")
    samples = reader.samples()
    for _ in range(_CONTENTS):
        content = chance.choice(samples)
        for _ in range(chance.choice((1, 1, 2, 5))):
            content = reader.vary(content, chance)
        try:
            reader.tried(content)
        except Exception as error:
            error.add_note(f"content {content[:2000]!r}")
            raise
