"""The shop vendor's own sample payloads, read where they are: they are not part of the repository.

They are the files of Shoprenter/sr-api-docs, `fixtures/api/product/response/json/get_id.json` under
the name `product.get_id.json`, in the folder that `SHOPSYNC_SAMPLES` names.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "contracts" / "shoprenter-samples"
SAMPLES = Path(os.environ.get("SHOPSYNC_SAMPLES") or _BESIDE)

needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(),
    reason="the vendor's samples are not here; SHOPSYNC_SAMPLES names a folder that has them",
)


def sample(name: str) -> bytes:
    """The payload called so, such as `product.get_id`."""
    return (SAMPLES / f"{name}.json").read_bytes()
