"""Notes which tests run which lines of some modules, and how much work each of them is."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from coverage import Coverage

#: What holds for every run of tests here: quick tests, nothing kept, the same examples each time.
OPTIONS = ("-q", "-p", "no:cacheprovider", "-m", "not slow")


class Reached(NamedTuple):
    """The tests of a run: the processor's seconds of each, and by file and line those that run it."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]

    def of(self, file: Path, lines: Iterable[int]) -> list[str]:
        """The tests that run any of these lines: the quick ones, and those of each file in turn."""
        by_line = self.lines.get(str(file), {})
        found = {test for line in lines for test in by_line.get(line, ())} & self.seconds.keys()
        quick = sorted(found, key=self.seconds.__getitem__)
        of_file: Counter[str] = Counter()
        turns = {}
        for test in quick:
            name = test.partition("::")[0]
            turns[test] = of_file[name]
            of_file[name] += 1
        each = sorted(quick, key=turns.__getitem__)
        return list(dict.fromkeys(itertools.chain(*zip(quick, each, strict=True))))


def reach(files: Collection[Path], tests: Sequence[str]) -> Reached:
    """Run tests in a process of their own. Raises RuntimeError where one fails."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, [str(file) for file in files], tests).result()


class _Watch:
    """Tells the measurement which test runs, and takes the processor's time."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._coverage.switch_context(item.nodeid)
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - begun


def _measure(files: list[str], tests: Sequence[str]) -> Reached:
    coverage = Coverage(data_file=None, config_file=False, include=files)
    watch = _Watch(coverage)
    coverage.start()
    try:
        code = pytest.main([*OPTIONS, *tests], [watch])
    finally:
        coverage.stop()
    if code != pytest.ExitCode.OK:
        raise RuntimeError("the tests fail without a mutant")
    data = coverage.get_data()
    return Reached(watch.seconds, {file: data.contexts_by_lineno(file) for file in files})
