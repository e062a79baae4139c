"""Headless Chromium: pages are opened at a width, and their boxes are measured."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
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


def measured(pages: Sequence[tuple[str, int]], folder: Path) -> list[dict[str, Any]]:
    """The boxes of each page whose window is so wide, in pixels: left, top, right, bottom.

    All are opened at once, each in a frame of its width: the window of a browser has a least one.
    """
    assert PROGRAM is not None
    frames = ""
    for number, (html, width) in enumerate(pages):
        inner = folder / f"{number}.html"
        inner.write_text(html.replace("</body>", f"{_MEASURE}</body>"), "utf-8")
        frames += (
            f'<iframe src="{inner.name}" style="border:0" width="{width}" height="4000"></iframe>'
        )
    outer = folder / "outer.html"
    outer.write_text(
        f'<!DOCTYPE html><body style="margin:0">{frames}<script>window.addEventListener("load",()=>{{'
        'for(const f of document.querySelectorAll("iframe"))'
        'document.body.append(f.contentDocument.getElementById("measured"))});</script></body>',
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
    found = re.findall(r'<pre id="measured"[^>]*>(.*?)</pre>', done.stdout, re.DOTALL)
    assert len(found) == len(pages), done.stdout[-2000:]
    return [json.loads(unescape(said)) for said in found]
