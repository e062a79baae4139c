"""What all tests stand on: no display, no network, and never the user's own data or keyring."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import gettext
import ipaddress
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from shopsync_gui.core import text
from shopsync_gui.system import keyring_access, logs
from shopsync_gui.system.language import use_language
from tests import portions
from tests.parallel import memory_folder, search_garbage_seldom, spread
from tests.quick_reads import is_quick

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ.pop("SHOPSYNC_LANGUAGE", None)
# Nobody is trusted but by tests that say so; each client reads one authority, not all of a system's.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).parent / "samples" / "authority.pem")

settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.register_profile(
    "ci",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=60,
    derandomize=True,
    database=None,
)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def _loopback_only(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection that leaves the computer: a test that makes one is wrong."""
    if event not in ("socket.connect", "socket.sendto"):
        return
    address = arguments[1]
    if isinstance(address, tuple) and not _is_loopback(str(address[0])):
        raise RuntimeError(f"a test wanted to talk to {address}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


sys.addaudithook(_loopback_only)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--all`: every case of the long sweeps."""
    parser.addoption("--all", action="store_true", help="play every case of the long sweeps")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the portion of the sweeps, for all processes of this run."""
    portions.choose(everything=config.getoption("--all"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search for no garbage while tests are collected: nearly all of it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_report_header() -> str:
    """Which portion of the sweeps is played."""
    return portions.described()


def pytest_collection_finish() -> None:
    """Nearly all of what was imported and collected stays."""
    search_garbage_seldom()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give each process of a run a file for what its threads did when it crashed."""
    node.workerinput["crash"] = str(_crash_file(node.gateway.id))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have a crash of this process written down, if another one reports for it."""
    if file := getattr(session.config, "workerinput", {}).get("crash"):
        faulthandler.enable(Path(file).open("w"))  # noqa: SIM115 - open as long as the process lives


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem: str, report: pytest.TestReport) -> None:
    """Say of a crash what the threads of its process did."""
    process = report.node.gateway.id
    with contextlib.suppress(OSError):
        report.sections.append(("The crash", _crash_file(process).read_text()))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the files of this run's processes."""
    if not hasattr(config, "workerinput"):
        for file in _crash_file("*").parent.glob(_crash_file("*").name):
            file.unlink(missing_ok=True)


def _crash_file(process: str) -> Path:
    return Path(tempfile.gettempdir()) / f"shopsync-tests-{os.getpid()}-{process}.crash"


# A test's folder lies in memory where there is enough: no test waits for a disk to be written.
if folder := memory_folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


#: Fixtures that open the whole window or start processes: what uses them is slow.
_SLOW = {"driver", "open_sandbox"}


# Before pytest chooses by marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark as slow what uses a slow fixture; `dev.py test --quick` leaves it out."""
    for item in items:
        if _opens_window(item):
            item.add_marker(pytest.mark.slow)
    if hasattr(config, "workerinput"):  # several processes share the tests
        items[:] = spread(items, lambda item: item.path, _opens_window)


def _opens_window(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and bool(_SLOW & set(item.fixturenames))


@pytest.fixture
def own_keyring() -> Iterator[None]:
    """A test may put a keyring of its own in the place of the one that keeps nothing."""
    import keyring

    earlier = keyring.get_keyring()
    yield
    keyring.set_keyring(earlier)


@pytest.fixture(autouse=True, scope="module")
def first_language() -> Iterator[None]:
    """Every module begins in the language that a program begins in."""
    text.use(text.DEFAULT_LANGUAGE, gettext.NullTranslations())
    yield
    text.use(text.DEFAULT_LANGUAGE, gettext.NullTranslations())


@pytest.fixture(autouse=True)
def process_state() -> Iterator[None]:
    """What a program sets for its whole process is, after a test, as it was before."""
    language, catalogue = text.Spoken.language, text.Spoken.catalogue
    hidden = logs.hidden.copy()
    root = logging.getLogger()
    level, disabled, handlers = root.level, root.manager.disable, set(root.handlers)
    quick = is_quick()
    yield
    assert is_quick() is quick, "the next tests of this process would run at another pace"
    text.use(language, catalogue)
    logs.hidden.clear()
    logs.hidden.update(hidden)
    keyring_access.unanswered.clear()
    for handler in [h for h in root.handlers if isinstance(h, logs.LogFile) and h not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.disable(disabled)


@pytest.fixture
def language() -> Callable[[str], None]:
    """Speak a language for one test: `language("en")`."""
    return use_language


@pytest.fixture(autouse=True)
def shopsync_home(process_state: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own for every test; no secrets from outside."""
    home = tmp_path / "home"
    monkeypatch.setenv("SHOPSYNC_HOME", str(home))
    monkeypatch.delenv("SHOPSYNC_CLIENT_SECRET", raising=False)
    monkeypatch.delenv("SHOPSYNC_SA_PASSWORD", raising=False)
    return home
