"""Small faults put into the engine's modules one at a time: how many of them its tests find.

A mutant has another comparison, constant, condition, operator or call left out. Each is tried in a
process of its own, by the tests of its module, the quick ones first, up to the first that fails.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent
_PLAN = (
    "tests/core/test_planner.py",
    "tests/core/test_planner_echoes.py",
    "tests/core/test_first_look.py",
)
_ENGINE = ("tests/sync/test_engine.py", "tests/sync/test_ahead.py", "tests/sync/test_faults.py")
_ALL = (*_ENGINE, "tests/sync/test_simulation.py")
#: Modules, and the tests that have to find what is wrong with them.
TESTS: dict[str, tuple[str, ...]] = {
    "core.planner": (*_PLAN, *_ALL),
    "core.comparison": (*_PLAN, *_ALL),
    "core.brakes": (*_PLAN, *_ALL),
    "core.plan": (*_PLAN, "tests/core/test_packed.py", *_ALL),
    "core.undo": ("tests/core/test_undo.py", "tests/sync/test_undo.py"),
    "store.journal": ("tests/store/test_journal.py", *_ALL),
    "store.pull": ("tests/store/test_catalogue.py", *_ALL),
    "sync.push": _ALL,
    "sync.sending": ("tests/sync/test_answers.py", *_ALL),
    "sync.settling": _ALL,
    "sync.pull": (*_ALL, "tests/sync/test_altered_file.py"),
    "sync.page_reading": (*_ALL, "tests/sync/test_shop_peculiarities.py"),
}
#: Seconds after which a mutant has hung, which is found, too.
_LONGEST = 300
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Every mutant: its line, what it was and became, and the whole source."""
    tree = ast.parse(source)
    nodes = [*_inside(tree)]
    for number, node in enumerate(nodes):
        for kind in range(_kinds(node)):
            changed = copy.deepcopy(tree)
            target = [*_inside(changed)][number]
            before = ast.unparse(node)
            after = _mutate(target, kind)
            yield getattr(node, "lineno", 0), f"{before}  ->  {after}", ast.unparse(changed)


def _inside(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes of functions that run; neither annotations nor texts for the log."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in function.body:
                yield from _running(statement)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return  # met by itself
    if isinstance(node, ast.Expr) and ast.unparse(node).startswith(("log.", "'", '"')):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _running(child)


def _kinds(node: ast.AST) -> int:
    match node:
        case ast.Compare(ops=[_]) | ast.BoolOp() | ast.If() | ast.IfExp():
            return 1
        case ast.UnaryOp(op=ast.Not()):
            return 1
        case ast.Constant(value=bool()) | ast.Constant(value=int()):
            return 1
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return 1
        case ast.Expr(value=ast.Call()) | ast.Expr(value=ast.Await()):
            return 1
        case ast.Continue() | ast.Break():
            return 1
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return 1
    return 0


def _mutate(node: ast.AST, _kind: int) -> str:
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
        case ast.BinOp():
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        case ast.Expr():
            node.value = ast.Constant(value=None)
        case ast.Return():
            node.value = ast.Constant(value=None)
        case ast.Continue() | ast.Break():
            node.__class__ = ast.Pass  # type: ignore[assignment]
    return ast.unparse(node)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another source than its file has."""

    def __init__(self, name: str, source: str) -> None:
        self._name, self._source = name, source

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module to be changed, and no other."""
        return importlib.util.spec_from_loader(name, self) if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the other source."""
        exec(compile(self._source, f"<mutant of {self._name}>", "exec"), module.__dict__)


def is_found(module: str, source: str) -> bool:
    """Whether a test fails with this source in the place of the module's."""

    def fails() -> bool:
        import pytest

        options = ("-x", "-q", "-p", "no:cacheprovider")
        return any(pytest.main([*options, test]) != 0 for test in TESTS[module])

    return in_mutant(module, source, fails)


def in_mutant(module: str, source: str, fails: Callable[[], bool]) -> bool:
    """Whether something fails, or hangs, in a process with this source in the place of the module's."""
    child = os.fork()
    if child == 0:
        os.setsid()
        for name in [name for name in sys.modules if name.startswith(("shopsync_gui", "tests."))]:
            if name != __name__:
                del sys.modules[name]
        sys.meta_path.insert(0, _Finder(f"shopsync_gui.{module}", source))
        failed = True
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            try:
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
    return (ROOT / "shopsync_gui" / f"{module.replace('.', '/')}.py").read_text("utf-8")


def main(arguments: list[str]) -> int:
    """Try mutants; 1 where fewer than nine in ten were found."""
    parser = argparse.ArgumentParser(prog="python dev.py mutate", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *TESTS], help="all, if none is named")
    parser.add_argument("--sample", type=int, default=0, help="so many of each module; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    found = tried = 0
    for module in options.modules or TESTS:
        every = [*mutants(source_of(module))]
        chosen = every
        if options.sample and options.sample < len(every):
            chosen = random.Random(options.seed).sample(every, options.sample)
        left = [(line, what) for line, what, source in chosen if not is_found(module, source)]
        print(f"{module}: {len(chosen) - len(left)} of {len(chosen)} found ({len(every)} in all)")
        for line, what in sorted(left):
            print(f"  {line}: {what}", flush=True)
        found, tried = found + len(chosen) - len(left), tried + len(chosen)
    print(f"{found} of {tried} found: {found / max(1, tried):.0%}")
    return 0 if found >= 0.9 * tried else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
