"""Every error can be shown, is found by its name, and stands in the drawing."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import shopsync_gui
from shopsync_gui.core import errors
from shopsync_gui.core.errors import (
    AccountRefused,
    Problem,
    QuotaReached,
    Remedy,
    ShopSyncError,
    SignInError,
)

PACKAGE = Path(inspect.getfile(errors)).parent
MODULES = [
    importlib.import_module(f"{errors.__name__}.{found.name}")
    for found in pkgutil.iter_modules(errors.__path__)
]
KINDS = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, ShopSyncError)
}


def _tree(parent: type[ShopSyncError]) -> list[type[ShopSyncError]]:
    return [parent, *(leaf for child in _children(parent) for leaf in _tree(child))]


def _children(parent: type[ShopSyncError]) -> list[type[ShopSyncError]]:
    return [kind for kind in KINDS.values() if kind.__base__ is parent]


def _drawing(parent: type[ShopSyncError], stem: str = "") -> Iterator[str]:
    children = _children(parent)
    for child in children:
        last = child is children[-1]
        file = child.__module__.rpartition(".")[2]
        ours = parent.__module__ == child.__module__
        head = f"{stem}{'└── ' if last else '├── '}{child.__name__}"
        yield head if ours else f"{head:<34}{file}.py"
        yield from _drawing(child, stem + ("    " if last else "│   "))


@pytest.mark.parametrize("kind", _tree(ShopSyncError))
def test_an_error_says_what_happened_and_what_to_do(kind: type[ShopSyncError]) -> None:
    names = {
        name
        for msgid in (kind.title, kind.message, kind.action)
        for _, name, _, _ in string.Formatter().parse(msgid)
        if name
    }
    error = kind(**dict.fromkeys(names, "XyZ"))
    problem = error.problem
    assert problem.kind is kind
    assert problem.title
    assert problem.message
    assert problem.action
    assert problem.action_before_run
    shown = f"{problem.title} {problem.message} {problem.action}"
    assert ("XyZ" in shown) == bool(names)
    assert "{" not in shown


def test_the_drawing_shows_every_error_under_the_one_it_belongs_to() -> None:
    wanted = "\n".join(("ShopSyncError", *_drawing(ShopSyncError)))
    assert wanted in (errors.__doc__ or ""), f"draw this in {errors.__name__}:\n{wanted}"


def test_every_error_can_be_asked_for_where_all_are() -> None:
    lost = [name for name, kind in KINDS.items() if getattr(errors, name, None) is not kind]
    assert lost == []


def test_a_kept_problem_is_shown_whatever_was_imported() -> None:
    code = (
        "import sys; from shopsync_gui.core.errors import Problem, ShopSyncError\n"
        "lease = Problem('LeaseLost', {}); print('shopsync_gui.core.errors.team' in sys.modules)\n"
        "print(lease.kind.__name__, Problem('OfNewerVersion', {}).kind is ShopSyncError)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.split() == ["False", "LeaseLost", "True"]


def test_errors_are_made_in_their_package_only() -> None:
    """Else a stored one could be shown only by a program that happens to have read its module."""
    known = {kind.__name__ for kind in _tree(ShopSyncError)}
    elsewhere = [
        f"{path}: {node.name}"
        for path in Path(shopsync_gui.__file__).parent.rglob("*.py")
        if PACKAGE not in path.parents
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in known for base in node.bases)
    ]
    assert not elsewhere


@pytest.mark.parametrize("kind", _tree(ShopSyncError))
def test_an_error_with_words_of_its_own_inherits_none_for_before_a_run(
    kind: type[ShopSyncError],
) -> None:
    if "action" in vars(kind) and kind.action_before_run:
        assert "action_before_run" in vars(kind)
    if "action" in vars(kind) and kind.action_in_commands:
        assert "action_in_commands" in vars(kind)


#: Words of the window that stand for something to click.
_TO_CLICK = re.compile(r"“Edit…”|shop's menu|\b(General|Notifications|Team) page\b|\bpage Team\b")
#: Errors of what only the window does.
_OF_WINDOW = frozenset({"MailNotSetUp", "MailPasswordMissing", "MailHostUnknown", "RunningHere"})


@pytest.mark.parametrize("kind", _tree(ShopSyncError))
def test_the_command_line_is_told_of_nothing_to_click(kind: type[ShopSyncError]) -> None:
    told = kind.action_in_commands or kind.action
    named = _TO_CLICK.search(told) is not None and "shopsync " not in told
    assert not named or kind.__name__ in _OF_WINDOW, told


@pytest.mark.parametrize("kind", _tree(ShopSyncError))
def test_what_needs_nobody_is_mended_by_time(kind: type[ShopSyncError]) -> None:
    if kind.remedy in (Remedy.RETRY, Remedy.WAIT):
        assert not kind.needs_user


def test_a_problem_is_of_its_kind_and_of_those_above_it() -> None:
    full = QuotaReached().problem
    assert full.is_a(QuotaReached)
    assert full.is_a(AccountRefused)
    assert not full.is_a(SignInError)
    assert (full.remedy, full.needs_user) == (Remedy.MAKE_ROOM, True)


def test_a_stored_problem_survives_missing_values_and_unknown_codes() -> None:
    assert "–" in Problem("NoNetwork", {}).message
    unknown = Problem("NoSuchError", {})
    assert unknown.title == errors.ShopSyncError.title
    assert unknown.is_a(ShopSyncError)
    assert not unknown.is_a(SignInError)


def test_braces_in_values_are_harmless() -> None:
    assert "{0}" in errors.UnknownShop(shop="{0}").problem.message
