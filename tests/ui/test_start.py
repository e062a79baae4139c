"""The start: which modules wait until something needs them, and that nothing else waits."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from shopsync_gui.system.paths import database_file
from tests.catalogues import fill
from tests.patience import patient

PACKAGE = Path(__file__).parents[2] / "shopsync_gui"

#: These are imported where they are needed, inside a function, so that the first picture of the
#: page of products is there sooner. Whatever else the window imports, it imports at the top.
LATER = (
    # Slow, and of the standard library or of others.
    "asyncio", "email", "hashlib", "html", "httpx", "keyring", "peewee", "nacl", "ssl", "truststore", "xlsxwriter",
    "PySide6.QtNetwork",
    # The engine with its plans and receipts.
    "shopsync_gui.core.plan.plan", "shopsync_gui.core.runs.receipt", "shopsync_gui.core.runs.run_labels", "shopsync_gui.core.runs.verified_words",
    "shopsync_gui.core.runs.jobs", "shopsync_gui.core.runs.runs", "shopsync_gui.remote", "shopsync_gui.sandbox",
    "shopsync_gui.sync.compatibility", "shopsync_gui.sync.standing", "shopsync_gui.sync.connect",
    "shopsync_gui.sync.engine", "shopsync_gui.sync.job_worker", "shopsync_gui.sync.outputs.mail",
    "shopsync_gui.sync.run.dependencies", "shopsync_gui.sync.run.job_locks", "shopsync_gui.sync.run.run_estimate",
    "shopsync_gui.sync.schedule.due", "shopsync_gui.sync.schedule.missing_consent",
    "shopsync_gui.sync.schedule.sandbox_shops", "shopsync_gui.sync.schedule.schedule_obstacles",
    "shopsync_gui.sync.updates",
    # The other pages, and what compiles letters.
    "css_inline", "jinja2", "shopsync_gui.letters", "shopsync_gui.ui.newsletter",
    "shopsync_gui.ui.connections", "shopsync_gui.ui.overview", "shopsync_gui.ui.runs", "shopsync_gui.ui.settings",
    # What a click, a job or a chosen product needs.
    "shopsync_gui.ui.jobs.dialogs.consent_dialog", "shopsync_gui.ui.jobs.services.job_thread",
    "shopsync_gui.ui.jobs.dialogs.orders_dialog", "shopsync_gui.ui.jobs.dialogs.preview_dialog",
    "shopsync_gui.ui.jobs.dialogs.retry_question", "shopsync_gui.ui.jobs.dialogs.undo_dialog",
    "shopsync_gui.ui.jobs.dialogs.consent_watch", "shopsync_gui.ui.jobs.writing_right",
    "shopsync_gui.ui.kit.open_dialogs", "shopsync_gui.ui.kit.question_dialog",
    "shopsync_gui.ui.products.bar.changes_bar", "shopsync_gui.ui.products.grid.column_menu",
    "shopsync_gui.ui.products.details.details_content", "shopsync_gui.ui.products.details.comparison", "shopsync_gui.ui.shell.closing_question", "shopsync_gui.ui.kit.note_box", "shopsync_gui.ui.kit.thumbnail",
    "shopsync_gui.ui.products.empty_state", "shopsync_gui.ui.products.export_bar",
    "shopsync_gui.ui.products.bar.filter_dialogs", "shopsync_gui.ui.products.grid.gallery", "shopsync_gui.ui.kit.picture_decoder",
    "shopsync_gui.ui.products.details.product_history", "shopsync_gui.ui.products.grid.row_menu", "shopsync_gui.ui.products.grid.ends",
    "shopsync_gui.ui.products.bar.save_view_dialog", "shopsync_gui.system.picture_cache",
    "shopsync_gui.ui.products.bar.bar_area",
    "shopsync_gui.ui.products.selection_bar", "shopsync_gui.ui.products.sku_check_dialog", "shopsync_gui.ui.shell.damaged_data_window",
    "shopsync_gui.demo", "shopsync_gui.ui.shell.dock", "shopsync_gui.ui.shell.guide_window",
    "shopsync_gui.ui.shell.self_run", "shopsync_gui.ui.kit.single_instance", "shopsync_gui.ui.kit.window_server",
    "shopsync_gui.ui.shell.uncaught",
)  # fmt: skip
#: Each page, and the program behind `__main__`, are imported when they are opened.
_OPENED = (
    "shopsync_gui.app",
    "shopsync_gui.app.compiled",
    "shopsync_gui.app.program",
    "shopsync_gui.ui.products.products_page",
)

#: No timer runs out before the picture, however slow the computer is.
_SHOW = """
import sys
from shopsync_gui.app import create
window = create(["shopsync"])
from PySide6.QtCore import QCoreApplication
page = window.open_page(sys.argv[1])
window.show()
while sys.argv[1] == "pageProducts" and not page.model.answered:
    QCoreApplication.sendPostedEvents()
window.grab()
print(*sys.modules)
try:
    print(*(line.split()[-1] for line in open("/proc/self/maps")))
except OSError:
    print()
"""


#: Says before the same picture how often PySide has made the help text of a method of Qt's.
_HELP_TEXTS = (
    """
import sys
made = []
sys.setprofile(lambda frame, event, _: made.append(event) if event == "call"
               and frame.f_code.co_name == "make_helptext" else None)
"""
    + _SHOW.partition("print(")[0]
    + """
asked = len(made)
window.show.__doc__
print(asked, len(made) > asked)
"""
)


#: Says of which events PySide has made the types before the same picture.
_EVENTS = (
    _SHOW.partition("print(")[0]
    + """
from PySide6.QtCore import QEvent
known = [QEvent]
for kind in known:
    known += kind.__subclasses__()
print(*(kind.__name__ for kind in known))
"""
)


#: Prints what the window's thread itself imports while a job begins and ends.
_JOB = """
import sys, threading
from shopsync_gui.app import create
from shopsync_gui.core.runs.jobs import Job, JobKind
window = create(["shopsync"])
from PySide6.QtCore import QEventLoop
class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            print(name)
sys.meta_path.insert(0, Watch())
loop, jobs = QEventLoop(), window.context.jobs
jobs.ended.connect(loop.quit)
jobs.add(Job(kind=JobKind.VERIFY, connection_id=window.context.connections[0].id))
loop.exec()
assert "shopsync_gui.sync.engine" in sys.modules
window.quit()
"""


#: Begins as a user does, and says whether the window is seen when the first of these is imported.
_RUN = """
import os, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("hashlib", "getpass", "PySide6.QtNetwork"):
            from PySide6.QtWidgets import QApplication
            print(any(w.objectName() == "pageProducts" and w.windowHandle() is None
                      and w.window().windowHandle() is not None
                      and w.window().windowHandle().isExposed()
                      for w in QApplication.allWidgets()))
            sys.stdout.flush()
            os._exit(0)
from shopsync_gui.app import run
sys.meta_path.insert(0, Watch())
run(["shopsync"])
"""


#: Begins while a page waits for its content, which comes when somebody has asked whether one does.
#: Says whether it is there when the rest begins: what that imports first is seen.
_REST = """
import sys, threading
from shopsync_gui.app import create
window = create(["shopsync"])
from PySide6.QtCore import QEventLoop
from shopsync_gui.ui.jobs.services.store_thread import StoreThreads
loop, content, is_reading = QEventLoop(), threading.Event(), StoreThreads.is_reading.fget
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "shopsync_gui.sync.schedule.due":
            print(content.is_set())
            content.set()
            loop.quit()
def asked(store):
    reading = is_reading(store)
    content.set()
    return reading
sys.meta_path.insert(0, Watch())
StoreThreads.is_reading = property(asked)
window.context.store.lister.ask(window, lambda _store: content.wait())
loop.exec()
window.quit()
"""

#: Says which threads run once the program is prepared, and what is compiled of the modules after that.
_AHEAD = """
import sys, threading
started = []
start = threading.Thread.start
def noted(thread):
    started.append(thread.name)
    start(thread)
threading.Thread.start = noted
from shopsync_gui import app
app._prepare()
print(*started)
before = set(sys.modules)
import shopsync_gui.app.without_qt
from importlib.machinery import EXTENSION_SUFFIXES
print(*(name for name in sys.modules if name not in before
        and (getattr(sys.modules[name], "__file__", None) or "").endswith(tuple(EXTENSION_SUFFIXES))))
"""

#: Takes longer to build its window than the rest waits, and says how long after that the rest begins.
_SLOW = """
import sys
from shopsync_gui.app import create
window = create(["shopsync"])
from PySide6.QtCore import QElapsedTimer, QEventLoop
clock, loop = QElapsedTimer(), QEventLoop()
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "shopsync_gui.sync.schedule.due":
            print(clock.elapsed())
            loop.quit()
sys.meta_path.insert(0, Watch())
window.open_page("pageGeneral")
clock.start()
while not clock.hasExpired(600):
    pass
window.show()
clock.restart()
loop.exec()
window.quit()
"""

#: Says after how many milliseconds the first garbage is looked for.
_GARBAGE = """
import gc
from shopsync_gui.app import create
window = create(["shopsync"])
from PySide6.QtCore import QElapsedTimer, QEventLoop
clock, loop = QElapsedTimer(), QEventLoop()
clock.start()
def collected(*_):
    gc.callbacks.clear()
    print(clock.elapsed())
    loop.quit()
gc.callbacks.append(collected)
loop.exec()
window.quit()
"""


def loaded(home: Path, page: str) -> tuple[list[str], list[str]]:
    """The modules of a program whose window shows a page for the first time, and its files in memory.

    Of the latter only Linux tells.
    """
    modules, files = printed(home, _SHOW, page)
    return modules.split(), files.split()


def printed(home: Path, program: str, *arguments: str) -> list[str]:
    """The lines that a program prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "SHOPSYNC_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=patient(60),
    )
    return done.stdout.splitlines()


def source(name: str) -> str:
    """The text of one of the program's modules."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text("utf-8")


@functools.cache
def needs_qt(name: str) -> bool:
    """Whether the import of one of the program's modules imports Qt."""
    imported = {
        part
        for node in ast.parse(source(name)).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        for part in (getattr(node, "module", None) or "", alias.name)
    }
    return any(
        part.startswith(("PySide6", "shiboken6"))
        or (part.startswith("shopsync_gui.") and needs_qt(part))
        for part in imported
    )


def waits(name: str) -> bool:
    """Whether a module, or the package it is in, is to be imported later."""
    return any(name == later or name.startswith(f"{later}.") for later in LATER)


def test_what_is_to_wait_is_not_imported_before_the_first_picture(tmp_path: Path) -> None:
    fill(database_file(tmp_path), 40, pictures=40)
    names, files = loaded(tmp_path, "pageProducts")
    assert "shopsync_gui.ui.products.grid.delegate" in names
    assert "shopsync_gui.store.lists.grid" in names
    assert [name for name in names if waits(name)] == []
    assert [file for file in files if "svg" in file.lower()] == []


def test_the_window_is_seen_before_the_program_listens_to_further_starts(tmp_path: Path) -> None:
    fill(database_file(tmp_path), 40, pictures=40)
    QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat).setValue(
        "page", "pageProducts"
    )
    assert printed(tmp_path, _RUN) == ["True"]


def test_what_goes_on_by_itself_waits_for_the_content_of_the_page(tmp_path: Path) -> None:
    """On a slow computer it would else take the processor from the list that the user waits for."""
    assert printed(tmp_path, _REST) == ["True"]


def test_what_goes_on_by_itself_waits_for_the_picture_of_a_slow_computer(tmp_path: Path) -> None:
    (milliseconds,) = printed(tmp_path, _SLOW)
    assert int(milliseconds) > 200


def test_no_garbage_is_looked_for_while_a_slow_computer_starts(tmp_path: Path) -> None:
    (milliseconds,) = printed(tmp_path, _GARBAGE)
    assert int(milliseconds) > 800


def test_what_knows_no_qt_is_imported_before_qt(tmp_path: Path) -> None:
    fill(database_file(tmp_path), 40, pictures=40)
    names, _files = loaded(tmp_path, "pageProducts")
    after = names[names.index("PySide6") + 1 :]
    assert "shopsync_gui.ui.products.grid.delegate" in after
    ours = [name for name in after if name.startswith("shopsync_gui.")]
    unlisted = [name for name in ours if not needs_qt(name)]
    assert unlisted == [], "these belong into shopsync_gui/app/without_qt.py"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is loaded ahead")
def test_nothing_compiled_is_imported_while_the_libraries_of_qt_are_loaded(tmp_path: Path) -> None:
    """It would wait until all of these are there (`system/qt_libraries.py`)."""
    ahead, waiting = (line.split() for line in printed(tmp_path, _AHEAD))
    assert "qt-libraries" in ahead
    assert waiting == [], "these belong into shopsync_gui/app/compiled.py"


def test_rows_and_keys_of_the_start_are_structs(tmp_path: Path) -> None:
    names, _files = loaded(tmp_path, "pageProducts")
    ours = [name for name in names if name.startswith("shopsync_gui.")]
    assert "shopsync_gui.store.lists.grid" in ours
    # A named tuple has Python compile the annotation of each of its fields.
    assert [name for name in ours if "(NamedTuple)" in source(name)] == []


def test_python_is_handed_no_event_of_whatever_kind_before_the_first_picture(
    tmp_path: Path,
) -> None:
    fill(database_file(tmp_path), 40, pictures=40)
    kinds = printed(tmp_path, _EVENTS, "pageProducts")[-1].split()
    assert "QResizeEvent" in kinds
    assert "QTouchEvent" not in kinds, (
        "PySide makes the types of all, where it cannot know which one comes"
    )


def test_no_method_of_qt_is_asked_for_its_help_before_the_first_picture(tmp_path: Path) -> None:
    """As by what wraps it, such as `functools.cache`: PySide reads all signatures of a module for it."""
    fill(database_file(tmp_path), 40, pictures=40)
    assert printed(tmp_path, _HELP_TEXTS, "pageProducts") == ["0 True"]


def test_no_dialog_is_imported_before_the_first_picture(tmp_path: Path) -> None:
    names, _files = loaded(tmp_path, "pageConnections")
    assert "shopsync_gui.ui.connections.connections_page" in names
    dialogs = [name for name in names if name.startswith("shopsync_gui.ui.") and "dialog" in name]
    assert dialogs == []


def test_a_job_imports_the_engine_on_its_own_thread(tmp_path: Path) -> None:
    fill(database_file(tmp_path), 40)
    names = printed(tmp_path, _JOB)
    assert "shopsync_gui.ui.jobs.services.job_thread" in names
    slow = {"asyncio", "httpx", "peewee", "ssl", "shopsync_gui.sync.engine"}
    assert slow & set(names) == set()


def test_looking_whether_a_sync_is_due_imports_nothing_of_the_network(tmp_path: Path) -> None:
    (names,) = printed(tmp_path, "import sys, shopsync_gui.sync.schedule.due; print(*sys.modules)")
    assert "shopsync_gui.sync.schedule.due" in names.split()
    assert {"asyncio", "httpx", "ssl", "shopsync_gui.remote"} & set(names.split()) == set()


@pytest.mark.parametrize(
    "path",
    [
        *sorted((PACKAGE / "ui").rglob("*.py")),
        *sorted((PACKAGE / "app").rglob("*.py")),
        PACKAGE / "__main__.py",
    ],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_nothing_else_is_imported_inside_a_function(path: Path) -> None:
    inside = [
        node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [name for name in inside if not waits(name) and name not in _OPENED] == []
