"""The states of the newsletter page: how each is reached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from PySide6.QtWidgets import (
    QDialog,
    QPushButton,
    QWidget,
)

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.newsletter.letter_sizes import PAGE, PHONE
from shopsync_gui.store import open_store
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.ui.newsletter.newsletter_page import NewsletterPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.program import (
    settle,
    wait_until,
)


def composer(*, phone: bool = False) -> Callable[[MainWindow], QWidget]:
    """The composer with reduced products."""

    def show(window: MainWindow) -> QWidget:
        with closing(open_store(window.context.store.path, read_only=True)) as store:
            query = GridQuery(states=frozenset({ProductState.ACTIVE}), on_sale=True)
            found = store.letters.products(store.grid.ids(query)[:40])
        chosen = [p.id for p in found if not p.sold_out and p.price][:6]
        page = window.open_newsletter(chosen)
        assert isinstance(page, NewsletterPage)
        wait_until(lambda: len(page.draft.products) == len(chosen))
        page.draft.set_style(LetterStyle(heading="Őszi árcsökkenések", campaign="osz"))
        page.composer.preview.show_width(PHONE if phone else PAGE)
        settle(window)
        return window

    return show


def letters(window: MainWindow) -> QWidget:
    """The letters that are kept."""
    page = window.open_page("pageNewsletter")
    assert isinstance(page, NewsletterPage)
    page.show_list()
    wait_until(lambda: page.list.model.rowCount() > 0)
    return window


def letter_dialog(button: str, dialog: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        (composer() if button == "letterAddButton" else letters)(window)
        next(b for b in window.findChildren(QPushButton, button) if b.isVisible()).click()
        settle(window)
        return next(d for d in window.findChildren(QDialog, dialog) if d.isVisible())

    return show
