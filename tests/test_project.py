"""The lock, the metadata and the repository say the same, and nothing about where they were made."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import dev

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
MODULES = sorted((ROOT / "shopsync_gui").rglob("*.py"))
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
#: What stands at the top of the repository, besides dot-files.
TOP = {
    "shopsync_gui", "resources", "tests", "docs", "requirements", "pyproject.toml", "build.spec",
    "dev.py", "README.md", "README.hu.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
}  # fmt: skip


def wanted(name: str) -> list[str]:
    lines = (REQUIREMENTS / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def test_the_metadata_names_what_the_program_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == wanted("runtime.in")


#: What a package is imported as, where that is not its own name.
IMPORTED_AS = {
    "Jinja2": "jinja2",
    "PyNaCl": "nacl",
    "PySide6-Essentials": "PySide6",
    "XlsxWriter": "xlsxwriter",
    "css-inline": "css_inline",
}
#: Run-time dependencies that no module imports, and why they are there all the same.
IMPORTED_BY_ANOTHER = {
    "sniffio": "httpcore looks for it at every request; not finding it costs more than having it",
    "tzdata": "zoneinfo reads it on Windows, which has no zones that it knows",
}


def test_every_run_time_dependency_is_imported_by_some_module() -> None:
    imported = {name for path in MODULES for name in imports(path)}
    names = {re.split(r"[<>=!~ ]", line)[0] for line in wanted("runtime.in")}
    unused = {name for name in names if IMPORTED_AS.get(name, name) not in imported}
    assert unused == set(IMPORTED_BY_ANOTHER)


def test_every_run_time_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "decisions" / "0025-which-libraries.md").read_text("utf-8")
    names = {re.split(r"[<>=!~ ]", line)[0] for line in wanted("runtime.in")}
    assert {
        name
        for name in names
        if not re.search(rf"^\|.*\b{name}\b.*\|.*\|.*\|", reasons, re.MULTILINE)
    } == set()


def imports(path: Path) -> Iterator[str]:
    """The top-level packages a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("name", ["runtime.txt", "team.txt", "dev.txt"])
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (REQUIREMENTS / name).read_text("utf-8")
    pins = text.split("\n")
    assert len(PINNED.findall(text)) > (1 if name == "team.txt" else 20)
    for before, line in pairwise(pins):
        if before and not before.startswith(" "):
            assert line.startswith("    --hash=sha256:"), before
    assert not re.search(r"://|index|find-links|\.whl|^-e|^/|@ ", text, re.MULTILINE)


def test_the_program_is_tested_with_the_versions_it_is_locked_to() -> None:
    runtime = dict(PINNED.findall((REQUIREMENTS / "runtime.txt").read_text("utf-8")))
    dev = dict(PINNED.findall((REQUIREMENTS / "dev.txt").read_text("utf-8")))
    assert runtime.items() <= dev.items()


def test_no_plain_text_keyring_and_no_database_server_comes_along() -> None:
    locked = dict(PINNED.findall((REQUIREMENTS / "dev.txt").read_text("utf-8")))
    assert not {"keyrings-alt", "psycopg2", "psycopg2-binary"} & locked.keys()
    runtime = dict(PINNED.findall((REQUIREMENTS / "runtime.txt").read_text("utf-8")))
    assert not {"psycopg", "psycopg-binary"} & runtime.keys()


def test_what_a_team_needs_is_an_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["team"] == wanted("team.in")


def test_every_module_says_why_it_exists() -> None:
    assert len(MODULES) > 60
    silent = [path for path in MODULES if not path.read_text("utf-8").startswith('"""')]
    assert silent == []


#: First words of a question, or of a sentence that hangs in the air.
NO_BEGINNING = {
    "What", "Whatever", "Which", "Where", "When", "Who", "Why", "How", "If", "It", "They", "That",
    "This", "These", "Those", "Since", "Until", "By", "As", "With", "Without", "Nobody", "Nothing",
}  # fmt: skip


#: Verbs that say what something does, of which the reader does not know yet what it is.
NO_NOUN = {
    "Adds", "Asks", "Begins", "Belongs", "Builds", "Carries", "Checks", "Collects", "Compares",
    "Compiles", "Cuts", "Decompresses", "Deletes", "Draws", "Finds", "Follows", "Forgets",
    "Gives", "Has", "Hears", "Hidden", "Holds", "Imports", "Issues", "Judges", "Keeps", "Knows",
    "Lays", "Leads", "Makes", "Measures", "Moves", "Notices", "Opens", "Paints", "Passes", "Puts",
    "Raises", "Remembers", "Removes", "Says", "Scrolls", "Sends", "Shows", "Takes", "Tells",
    "Works",
}  # fmt: skip


def test_docstrings_name_a_thing_or_an_act() -> None:
    """They open with a noun phrase or an imperative; of a function or a property "Whether" will do, too."""
    asking = [
        (path.relative_to(ROOT), getattr(node, "name", ""), first)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for first in first_words(node)
        if first in NO_BEGINNING | NO_NOUN
        or (first == "Whether" and isinstance(node, ast.Module | ast.ClassDef))
    ]
    assert asking == []


def first_words(node: ast.AST) -> list[str]:
    """The first word of a docstring, if there is one."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    return [word.rstrip(",:;") for word in (ast.get_docstring(node) or "").split()[:1]]


def test_tests_of_the_window_repeat_none_of_its_words() -> None:
    """A text is asserted by its message id, so that another translation breaks no test.

    That holds for whole texts and for parts of them.
    """
    hungarian = ROOT / "resources" / "locale" / "hu" / "LC_MESSAGES" / "shopsync.po"
    with hungarian.open("rb") as file:
        messages = [each for each in read_po(file) if each.id]
    words = "\n".join(text for each in messages for text in forms(each.string))
    english = "\n".join(text for each in messages for text in forms(each.id)).lower()
    repeated = []
    for path in sorted((ROOT / "tests" / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        asserted = Counter(
            text
            for node in ast.walk(tree)
            if isinstance(node, ast.Assert | ast.Lambda)
            for text in texts(node)
        )
        every = Counter(texts(tree))
        # What stands elsewhere, too, is the test's own: the name of a product, of a view.
        repeated += [
            (path.name, text)
            for text, n in asserted.items()
            if len(text.strip()) >= 5 and text in words and n >= every[text]
        ]
    assert [pair for pair in repeated if pair[1].lower() not in english] == []


def forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """A message, or its singular and its plural."""
    return (text,) if isinstance(text, str) else text or ()


def texts(tree: ast.AST) -> list[str]:
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [node.value for node in constants if isinstance(node.value, str)]


def test_tests_of_the_window_wait_for_something() -> None:
    """Never for so many milliseconds: on a busy machine they are too few."""
    waits = re.compile(r"\b(?:qt)?bot\.wait\(|(?<![\w.])wait\(\d|\bsleep\(|singleShot\([1-9]")
    files = (ROOT / "tests" / "ui").rglob("test_*.py")
    assert [path.name for path in files if waits.search(path.read_text("utf-8"))] == []


def test_tests_patch_nothing_private() -> None:
    """What a test needs otherwise is a parameter; that private names are not read either, ruff sees to."""
    private = re.compile(r"""setattr\(\s*(?:[\w.]+,\s*)?f?["'](?!sys\.)(?:[\w.{}]+\.)?_(?!_)""")
    files = (ROOT / "tests").rglob("*.py")
    assert [path.name for path in files if private.search(path.read_text("utf-8"))] == []


def test_the_top_of_the_repository_is_tidy() -> None:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a repository")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    top = {line.split("/")[0] for line in listed if line and not line.startswith(".")}
    assert top <= TOP


@pytest.mark.parametrize(
    ("manager", "begins"),
    [
        ("apt-get", "sudo apt-get update && sudo apt-get install -y "),
        ("dnf", "sudo dnf install -y "),
        ("pacman", "sudo pacman -S --needed "),
        ("zypper", "sudo zypper in -y "),
    ],
)
def test_every_library_of_qt_has_a_name_in_the_command_that_is_printed(
    monkeypatch: pytest.MonkeyPatch, manager: str, begins: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == manager else None)
    packages = [*dev.NEEDED.values(), *dev.NEEDED_ON_X11.values()]
    command = dev.install_command(packages)
    assert command.startswith(begins)
    if manager != "apt-get":
        assert dev.NAMES_ELSEWHERE.keys() >= set(packages)
        assert "python3.12-venv" in dev.install_command(["python3.12-venv"])
