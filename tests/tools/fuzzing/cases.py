"""Contents at which a reader once broke: kept beside the harness, and tried in every test run."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_KEPT = Path(__file__).parent / "found"
#: What a machine makes while it works.
WORKPLACE = ROOT / "build" / "fuzz"
#: A longer content is no text to be kept among the sources.
_LONGEST = 4000


def cases(kind: str) -> list[bytes]:
    """The contents that are kept of a kind."""
    path = _KEPT / f"{kind}.txt"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [ast.literal_eval(line) for line in lines]


def keep(kind: str, content: bytes) -> str:
    """Keep a content; where it is."""
    if len(content) > _LONGEST:
        path = WORKPLACE / f"{kind}-{hashlib.sha256(content).hexdigest()[:12]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return f"too long to be kept among the tests: {path}"
    path = _KEPT / f"{kind}.txt"
    if content not in cases(kind):
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{content!r}\n")
    return f"kept in {path.relative_to(ROOT)}"
