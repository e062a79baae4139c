"""Small faults put into the engine's modules one at a time: how many of them its tests find.

A mutant has another comparison, constant, condition, operator or word of SQL, or a call left out.
Each is tried in a process of its own, by the quick tests that run its line, up to the first that
fails.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import io
import itertools
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.tools.grafts import graft
from tests.tools.reach import OPTIONS, reach

ROOT = Path(__file__).resolve().parent.parent.parent
#: The modules that are judged together.
GROUPS: dict[str, tuple[str, ...]] = {
    "plan": (
        "core.plan.plan", "core.planning.planner", "core.planning.comparison", "core.planning.plan_items", "core.planning.plan_tally",
        "core.planning.brakes",
    ),
    "undo": ("core.planning.undo", "core.planning.written", "sync.undo", "sync.undo_steps"),
    "journal": ("store.runs.journal", "store.runs.journal_entries", "store.runs.journal_rows", "store.runs.past_writes", "store.runs.account_writes"),
    "push": (
        "sync.push.push", "sync.push.unclear_writes", "sync.push.sending", "sync.push.settling", "sync.push.claims", "sync.account.recognition",
        "sync.push.read_back", "sync.push.refusals", "sync.push.carried_out", "sync.push.category_writes", "sync.push.product_writes",
        "sync.push.product_updates",
    ),
    "pull": (
        "sync.shop.pull", "sync.shop.page_reading", "sync.shop.page_ranges", "sync.shop.page_pace",
        "sync.shop.catch_up", "sync.shop.single_products", "store.products.pull", "store.products.upsert",
    ),
}  # fmt: skip
_STORIES = ("sync/test_engine.py", "sync/test_ahead.py", "sync/test_faults.py")
#: The tests that have to find what is wrong with each group; those marked slow are left out.
JUDGES: dict[str, tuple[str, ...]] = {
    "plan": (
        "core/planning/test_planner.py", "core/planning/test_planner_echoes.py", "core/planning/test_first_look.py",
        "core/planning/test_altered_rows.py", "core/plan/test_packed.py", "core/planning/test_brakes.py",
        "core/planning/test_plan_tally.py", *_STORIES,
    ),
    "undo": (
        "core/planning/test_undo.py", "sync/test_undo.py", "sync/test_undo_elsewhere.py", "sync/test_retry.py",
        "sync/test_answers.py",
    ),
    "journal": (
        "store/runs/test_journal.py", "store/runs/test_past_writes.py", "store/upkeep/test_retention.py", *_STORIES,
    ),
    "push": (
        "sync/test_push.py", "sync/test_pushing.py", "sync/test_carried_out.py",
        "sync/test_read_back.py", "sync/test_refusals.py", "sync/test_product_updates.py",
        "sync/test_sending.py", "sync/test_lost_answers.py", "sync/test_settling.py",
        "sync/test_claims.py",
        "sync/test_overwritten_rows.py", "sync/test_answers.py",
        "sync/test_account_permissions.py", "sync/test_account_ways.py", "sync/test_cut_lists.py",
        "sync/test_undo.py", "sync/test_undo_elsewhere.py", "sync/test_retry.py",
        "sync/test_computers.py", *_STORIES,
    ),
    "pull": (
        "store/products/test_pull.py", "store/products/test_catalogue.py", "store/search/test_column_orders.py",
        "store/search/test_search_index.py", "sync/test_pull.py", "sync/test_page_reading.py",
        "sync/test_read_pages.py",
        "sync/test_page_pace.py", "sync/test_page_ranges.py", "sync/test_catch_up.py",
        "sync/test_single_products.py", "sync/test_unseen.py",
        "sync/test_orders.py", "sync/test_order_reading.py",
        "sync/test_facts.py", "sync/test_shop_peculiarities.py", "sync/test_altered_file.py",
        *_STORIES,
    ),
}  # fmt: skip
#: The processor's seconds of tests, as they take without a mutant, that try one.
_PATIENCE = 15.0
#: Seconds after which a mutant has hung, which is found, too; and those of a single test.
_LONGEST, _LONGEST_TEST = 300, 60
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_SQL = re.compile(r"\s*(SELECT|UPDATE|INSERT|DELETE|WHERE|AND|FROM)\b")
_OPPOSITE_IN_SQL = {
    " AND ": " OR ", " OR ": " AND ", " = ": " <> ", " <> ": " = ", " > ": " >= ", " >= ": " > ",
    " < ": " <= ", " <= ": " < ", " NOT IN ": " IN ", " IN ": " NOT IN ", " IS NULL": " IS NOT NULL",
    " IS NOT NULL": " IS NULL", " NOT EXISTS ": " EXISTS ", " EXISTS ": " NOT EXISTS ",
    " DESC": "", " DISTINCT": "", " + 1": " + 2", "max(": "min(", "min(": "max(",
    "'planned'": "'dropped'", "'ready'": "'planned'", "'sent'": "'planned'", "'done'": "'failed'",
    "'failed'": "'done'", "'unknown'": "'done'", "'dropped'": "'planned'",
}  # fmt: skip
_IN_SQL = re.compile("|".join(map(re.escape, sorted(_OPPOSITE_IN_SQL, key=len, reverse=True))))


class Mutant(NamedTuple):
    """A module with one fault: where it is, what stands there, and the lines that a test of it runs."""

    module: str
    line: int
    what: str
    lines: Sequence[int]
    source: str


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse(source_of(module))
    for number, (node, lines) in enumerate(_inside(tree)):
        line = node.lineno if isinstance(node, ast.stmt | ast.expr) else lines[0]
        for way in range(_ways(node)):
            changed = copy.deepcopy(tree)
            target, _lines = next(itertools.islice(_inside(changed), number, None))
            _mutate(target, way)
            what = _what(ast.unparse(node), ast.unparse(target))
            yield Mutant(module, line, what, lines, ast.unparse(changed))


def _what(before: str, after: str) -> str:
    """What was changed, with some of what stands around it."""
    pairs = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    same = sum(1 for _ in pairs)
    begin = max(0, same - 40)
    shown = (text[begin : same + 40].partition("\n")[0] for text in (before, after))
    return "  ->  ".join(shown)


def _inside(tree: ast.Module) -> Iterator[tuple[ast.AST, Sequence[int]]]:
    """What runs, with its lines: neither annotations nor texts for the log.

    Of what stands outside of functions only SQL, with the lines that name it.
    """
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str()) as node):
                names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
                yield node, [each.lineno for each in names if each.id == name]
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in function.body:
                yield from _running(statement, statement.lineno)


def _running(node: ast.AST, first: int) -> Iterator[tuple[ast.AST, Sequence[int]]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return  # met by itself
    if isinstance(node, ast.Expr) and ast.unparse(node).startswith(("log.", "'", '"')):
        return
    if isinstance(node, ast.stmt):
        first = node.lineno
    last = node.test if isinstance(node, ast.If) else node
    yield node, range(first, (getattr(last, "end_lineno", None) or first) + 1)
    for child in ast.iter_child_nodes(node):
        if child is not getattr(node, "annotation", None):
            yield from _running(child, first)


def _ways(node: ast.AST) -> int:
    """In how many ways a node can be changed."""
    match node:
        case ast.If(test=ast.UnaryOp(op=ast.Not())):
            return 0  # as its test is
        case ast.If(test=ast.Compare(ops=[ast.Eq() | ast.NotEq() | ast.Is() | ast.IsNot()])):
            return 0
        case ast.If(test=ast.Compare(ops=[ast.In() | ast.NotIn()])):
            return 0
        case ast.Compare(ops=[_]) | ast.BoolOp() | ast.If() | ast.IfExp():
            return 1
        case ast.UnaryOp(op=ast.Not()):
            return 1
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.BitAnd() | ast.BitOr()):
            return 1
        case ast.Constant(value=bool()) | ast.Constant(value=int()):
            return 1
        case ast.Constant(value=str(text)):
            return len(_in_sql(text))
        case ast.Expr(value=ast.Call()) | ast.Expr(value=ast.Await()):
            return 1
        case ast.Continue() | ast.Break():
            return 1
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return 1
    return 0


def _in_sql(text: str) -> list[re.Match[str]]:
    """What can be changed in a statement of SQL, or in the rest of one."""
    if not _SQL.match(text):
        return []
    # Before that an equals sign sets a value.
    begin = max(0, text.find("WHERE")) if text.startswith(("UPDATE", "INSERT")) else 0
    found = _IN_SQL.finditer(text)
    return [each for each in found if each.start() >= begin or each.group().startswith("'")]


def _mutate(node: ast.AST, way: int) -> None:
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [_OPPOSITE[type(op)]()]
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(op=ast.Not(), operand=node.operand)
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Constant(value=str(text)):
            begin, end = _in_sql(text)[way].span()
            node.value = text[:begin] + _OPPOSITE_IN_SQL[text[begin:end]] + text[end:]
        case ast.BinOp(op=op):
            node.op = _OTHER[type(op)]()
        case ast.Expr():
            node.value = ast.Constant(value=None)
        case ast.Return():
            node.value = ast.Constant(value=None)
        case ast.Continue() | ast.Break():
            node.__class__ = ast.Pass  # type: ignore[assignment]


def is_found(mutant: Mutant, tests: Sequence[str], seconds: Mapping[str, float]) -> bool:
    """Whether one of these tests fails, or takes far longer, with this source in the module's place."""

    def fails() -> bool:
        options = [*OPTIONS, "-x", f"--timeout={_LONGEST_TEST}", *tests]
        return pytest.main(options, [_Limit(seconds)]) != 0

    return bool(tests) and in_mutant(mutant.module, mutant.source, fails)


class _Limit:
    """Ends the process in a test that takes far more of the processor than without a mutant."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self._seconds = seconds

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        signal.setitimer(signal.ITIMER_PROF, 3 + 4 * self._seconds[item.nodeid])
        return (yield)


def _first_of(tests: Sequence[str], seconds: Mapping[str, float]) -> list[str]:
    """The tests that a mutant is tried by: as many as do not take too long together."""
    spent = itertools.accumulate(seconds[test] for test in tests)
    return [test for test, so_far in zip(tests, spent, strict=True) if so_far <= _PATIENCE]


def in_mutant(module: str, source: str, fails: Callable[[], bool]) -> bool:
    """Whether something fails, or hangs, in a process with this source in the place of the module's."""
    changed = importlib.import_module(f"shopsync_gui.{module}")
    child = os.fork()
    if child == 0:
        os.setpgrp()
        failed = True
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            try:
                graft(changed, source)
                failed = fails()
            finally:
                os._exit(1 if failed else 0)
    end = time.monotonic() + _LONGEST
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def source_of(module: str) -> str:
    """The source of a module of the program."""
    return file_of(module).read_text("utf-8")


def file_of(module: str) -> Path:
    """The file of a module of the program."""
    return ROOT / "shopsync_gui" / f"{module.replace('.', '/')}.py"


def main(arguments: list[str]) -> int:
    """Try mutants; 1 where fewer than nine in ten of a group were found."""
    parser = argparse.ArgumentParser(prog="python dev.py mutate", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], help="all, if none is named")
    parser.add_argument("--sample", type=int, default=0, help="so many of each group; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="1/1", help="2/5: the second fifth of the sample")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    os.environ["CI"] = "1"  # the same examples each time
    groups = options.groups or [*GROUPS]
    part, parts = map(int, options.part.split("/"))
    files = [file_of(module) for group in groups for module in GROUPS[group]]
    judges = list(dict.fromkeys(f"tests/{file}" for group in groups for file in JUDGES[group]))
    reached = reach(files, judges)
    # What the tests import need not be imported for each mutant.
    with redirect_stdout(io.StringIO()):
        pytest.main([*OPTIONS, "--collect-only", *judges])
    poor = 0
    for group in groups:
        every = [mutant for module in GROUPS[group] for mutant in mutants(module)]
        chosen = every
        if options.sample and options.sample < len(every):
            chosen = random.Random(options.seed).sample(every, options.sample)
        chosen = chosen[part - 1 :: parts]
        left = 0
        for mutant in chosen:
            tests = reached.of(file_of(mutant.module), mutant.lines)
            if not is_found(mutant, _first_of(tests, reached.seconds), reached.seconds):
                left += 1
                print(f"  {mutant.module}:{mutant.line}: {mutant.what}", flush=True)
        found = len(chosen) - left
        print(
            f"{group}: {found} of {len(chosen)} found, {found / max(1, len(chosen)):.0%}"
            f" ({len(every)} in all, seed {options.seed})",
            flush=True,
        )
        poor += found < 0.9 * len(chosen)
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
