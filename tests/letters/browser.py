"""Headless Chromium: a page is opened at a width, and its boxes are measured."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

PROGRAM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_browser = pytest.mark.skipif(
    PROGRAM is None, reason="Chromium is not installed: `python dev.py setup` as root installs it"
)

#: Leaves in the page what was measured, once its pictures are there.
_MEASURE = """
<script>
window.addEventListener("load", () => {
  const box = (e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const all = (s) => [...document.querySelectorAll(s)].map(box);
  const said = {
    page: [document.documentElement.scrollWidth, innerWidth],
    pictures: all("img"), cells: all(".c"), buttons: all(".a"), names: all(".n"),
    paper: box(document.querySelector(".g")),
    everything: [...document.body.querySelectorAll("*")].map(box),
    drawn: [...document.images].every((i) => i.complete && i.naturalWidth > 0),
  };
  const out = document.createElement("pre"); out.id = "measured"; out.hidden = true;
  out.textContent = JSON.stringify(said); document.body.append(out);
});
</script>
"""


def measured(html: str, width: int, folder: Path) -> dict[str, Any]:
    """The boxes of a page whose window is so wide, in pixels: left, top, right, bottom.

    The page is opened in a frame of that width: the window of a browser has a least one.
    """
    assert PROGRAM is not None
    inner = folder / "inner.html"
    inner.write_text(html.replace("</body>", f"{_MEASURE}</body>"), "utf-8")
    outer = folder / "outer.html"
    outer.write_text(
        f'<!DOCTYPE html><body style="margin:0"><iframe src="inner.html" style="border:0" width="{width}"'
        ' height="4000"></iframe><script>window.addEventListener("load",()=>{const m='
        'document.querySelector("iframe").contentDocument.getElementById("measured");'
        "document.body.append(m)});</script></body>",
        "utf-8",
    )
    done = subprocess.run(
        [
            PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}",
            "--window-size=1000,4000", "--virtual-time-budget=5000", "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )  # fmt: skip
    found = re.search(r'<pre id="measured"[^>]*>(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stdout[-2000:]
    said: dict[str, Any] = json.loads(unescape(found[1]))
    return said
