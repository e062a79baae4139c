"""libFuzzer at work on one reader, in a process of its own; and what it found."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.tools.fuzzing.cases import ROOT, WORKPLACE
from tests.tools.fuzzing.reader import Reader

_LONGEST = 65_536
#: Seconds and megabytes at which libFuzzer ends a content by force.
_SECONDS, _MEGABYTES = 60, 2000
_PROGRESS = re.compile(r"^#(\d+)\s.*cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)
_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)


class Found(NamedTuple):
    """What a search came to; `broken` are contents, each with what it broke."""

    executions: int
    coverage: int
    features: int
    kept: int
    broken: list[tuple[bytes, str]]


def guided(reader: Reader, kind: str, known: Sequence[bytes], seconds: float) -> Found:
    """Feed a reader for so long, beginning with its samples, known cases and what earlier searches kept."""
    corpus = WORKPLACE / kind
    corpus.mkdir(parents=True, exist_ok=True)
    for content in (*reader.samples(), *known):
        (corpus / hashlib.sha1(content).hexdigest()).write_bytes(content)  # as libFuzzer names them
    log = WORKPLACE / f"{kind}.log"
    module = reader.check.__module__.rpartition(".")[2]
    end = time.monotonic() + seconds
    executions, broken, numbers = 0, [], (0, 0, 0)
    while (left := int(end - time.monotonic())) > 0:
        with log.open("w") as said:
            done = subprocess.run(
                [sys.executable, "-m", "tests.tools.fuzzing.guided", module, str(corpus),
                 f"-max_total_time={left}", f"-max_len={_LONGEST}", f"-timeout={_SECONDS}",
                 f"-rss_limit_mb={_MEGABYTES}", f"-artifact_prefix={WORKPLACE}/{kind}-"],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True, check=False,
            )  # fmt: skip
        told = log.read_text("utf-8", "replace")
        broken += [_finding(line) for line in done.stdout.splitlines() if line.startswith("{")]
        progress = _PROGRESS.findall(told)
        runs = _RUNS.findall(told) or [line[0] for line in progress[-1:]]
        executions += int(runs[-1]) if runs else 0
        if progress:
            _, coverage, features, kept = map(int, progress[-1])
            numbers = (coverage, features, kept)
        if done.returncode == 0:
            break
        content, what = _by_force(told, log)
        if not ("timeout" in what and _is_quick(module, content)):
            broken.append((content, what))
    return Found(executions, *numbers, broken)


def _is_quick(module: str, content: bytes) -> bool:
    """Whether a content alone is read in time by the processor: libFuzzer counts the sleep of a computer, too."""
    file = WORKPLACE / "slow"
    file.write_bytes(content)
    limit = partial(resource.setrlimit, resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    return not subprocess.run(
        [sys.executable, "-m", "tests.tools.fuzzing.guided", module, str(file), "-timeout=0"],
        cwd=ROOT, preexec_fn=limit, capture_output=True, check=False,
    ).returncode  # fmt: skip


def _finding(line: str) -> tuple[bytes, str]:
    finding = json.loads(line)
    return bytes.fromhex(finding["content"]), finding["told"]


def _by_force(told: str, log: Path) -> tuple[bytes, str]:
    """What libFuzzer ended: out of time or memory, or a crash of the interpreter."""
    written = re.findall(r"Test unit written to (.*)", told)
    content = Path(written[-1]).read_bytes() if written else b""
    summary = re.findall(r"^(?:SUMMARY|==\d+== ERROR): (.*)", told, re.MULTILINE)
    return content, f"{summary[-1] if summary else 'it ended'}; {log} says more"
