"""Pictures of every page and dialog in every state: python -m tests.tools.screenshots [FOLDER] [--only WORD]."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from shopsync_gui.core.errors import StoreEmpty
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from shopsync_gui.system.language import use_language
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.kit.background import Background
from shopsync_gui.ui.shell.damaged_data_window import DamagedDataWindow
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.tools.many_shops import moved_shop, several_shops, team
from tests.tools.window_states import (
    EMPTY,
    ENDED,
    FILLED,
    MANY_RUNS,
    MOVED,
    SHOPS,
    TEAM,
    TEAM_OF_MANY,
    WORKING,
    Shot,
    visit,
)
from tests.ui.clipped import clipped_texts
from tests.ui.program import (
    data_folder,
    looks,
    program,
    put_away,
    settle,
    sync_shop,
    wait,
    working,
)

ROOT = Path(__file__).resolve().parents[2]
SIZES = ((1280, 800), (1000, 640), (860, 560))


#: The pictures of the user guide, which the READMEs show as well, in the light look.
GUIDE = ROOT / "docs" / "guide" / "pictures"
IN_GUIDE = (
    "overview",
    "connections",
    "products",
    "products-changes",
    "runs",
    "newsletter",
    "account",
    "notifications",
    "general",
)


#: The server of a team that they show.
USUAL_SERVER = "postgresql://shopsync@db.example.com/shopsync"
#: The data folder that they show, as a user of Linux has it: theirs is one for a minute.
USUAL_FOLDER = "/home/bolt/.local/share/ShopSync"


def take_for_guide(only: str) -> int:
    """Save the guide's pictures anew, in both languages, those with `only` in their name; 1 when a text is clipped."""
    shots = tuple(shot for shot in FILLED if shot.name in IN_GUIDE and only in shot.name)
    wrong: list[str] = []
    with start_sandbox(
        SandboxConfig(products=300, faults=("shop-lives",)), lifetime=600
    ) as sandbox:
        for language in ("hu", "en"):
            folder = GUIDE / language
            folder.mkdir(parents=True, exist_ok=True)
            with program(sandbox.endpoints) as window:
                window.context.settings.set("ui.language", language)
                sync_shop(window, 2)
                window.resize(1120, 700)
                for name, shown in visit(window, shots):
                    for folder_name in shown.findChildren(QLabel, "dataFolder"):
                        folder_name.setText(USUAL_FOLDER)
                    settle(window, 10)
                    shown.grab().save(str(folder / f"{name}.png"))
                    wrong.extend(f"{language}/{name}: {text}" for text in clipped_texts(shown))
    if only in "team":
        wrong.extend(take_team())
    for line in wrong:
        sys.stdout.write(f"clipped: {line}\n")
    return 1 if wrong else 0


def take_team() -> list[str]:
    """Save the guide's picture of a team; clipped texts."""
    wrong: list[str] = []
    with team(3) as window:
        window.resize(1120, 700)
        window.show()
        for language in ("hu", "en"):
            window.context.settings.set("ui.language", language)
            for name, shown in visit(window, TEAM):
                for address in shown.findChildren(QLabel, "teamAddressText"):
                    address.setText(USUAL_SERVER)
                shown.grab().save(str(GUIDE / language / f"{name}.png"))
                wrong.extend(f"{language}/{name}: {text}" for text in clipped_texts(shown))
    return wrong


def take_damaged(folder: Path, only: str) -> list[str]:
    """Save the window in place of the program where its data are damaged, if `only` is of its name; clipped texts."""
    wrong: list[str] = []
    if only not in "damaged":
        return wrong
    QApplication.instance() or QApplication([])
    for language in ("hu", "en"):
        use_language(language)
        for look in ("light", "dark"):
            with data_folder() as home:
                error = StoreEmpty(path=database_file(home))
                window = DamagedDataWindow(error, home, Background(), look=look)
                window.show()
                wait(50)
                file = folder / f"damaged-{language}-{look}.png"
                window.grab().save(str(file))
                wrong.extend(f"{file.name}: {text}" for text in clipped_texts(window))
                put_away(window)
    return wrong


def main(arguments: list[str]) -> int:
    """Save the pictures; 1 when a text is clipped somewhere."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("shots"))
    parser.add_argument("--only", default="", metavar="WORD", help="keep pictures named like this")
    parser.add_argument(
        "--guide", action="store_true", help="the user guide's pictures, and no more"
    )
    options = parser.parse_args(arguments)
    if options.guide:
        return take_for_guide(options.only)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    wrong = take_damaged(folder, options.only)

    def wanted(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
        return tuple(shot for shot in shots if options.only in shot.name)

    def take(window: MainWindow, shots: tuple[Shot, ...]) -> None:
        for width, height in SIZES:
            window.resize(width, height)
            for look in looks(window):
                for name, shown in visit(window, shots):
                    file = folder / f"{name}-{look}-{width}x{height}.png"
                    shown.grab().save(str(file))
                    wrong.extend(f"{file.name}: {text}" for text in clipped_texts(shown))

    with start_sandbox(
        SandboxConfig(products=300, faults=("shop-lives",)), lifetime=900
    ) as sandbox:
        for shots, opened in (
            (EMPTY, program()),
            (SHOPS, several_shops()),
            (TEAM, team(6)),
            (TEAM_OF_MANY, team(100)),
            (MOVED, moved_shop(sandbox.endpoints)),
            ((MANY_RUNS,), program(sandbox.endpoints, *(list(RunState) * 3))),
        ):
            if some := wanted(shots):
                with opened as window:
                    window.show()
                    take(window, some)
        if filled := wanted(FILLED):
            with program(sandbox.endpoints) as window:
                sync_shop(window, 2)
                take(window, filled)
        if running := wanted(WORKING):
            with (
                start_sandbox(SandboxConfig(products=300, orders=0), lifetime=300) as idle,
                program(idle.endpoints) as window,
                working(window),
            ):
                take(window, running)
        for shot, state in zip(ENDED, RunState, strict=True):
            if wanted((shot,)):
                with program(sandbox.endpoints, state) as window:
                    window.show()
                    take(window, (shot,))
    for line in wrong:
        sys.stdout.write(f"clipped: {line}\n")
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
