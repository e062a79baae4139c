"""A connection's options as fields of its dialog: package, language, price, categories, pace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shopsync_gui.core.settings.shop_choices import CategoryNaming, Pace, Package, PriceChoice
from shopsync_gui.core.text import _
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.widgets import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QGridLayout


#: Letters that a field shows at least; longer choices make no dialog wider.
_LEAST_LETTERS = 16


class OptionFields:
    """The choice fields of the options, to be put into a form."""

    def __init__(self) -> None:
        self._package = _box(
            "packageBox",
            _("Package"),
            (
                (Package.ECOMMERCE, _("eCommerce: the first sync is offered at once")),
                (Package.FREE, _("Free: I start the first sync")),
            ),
        )
        self._language = _box(
            "languageBox",
            _("Language of names"),
            (
                ("hu", _("Hungarian")),
                ("en", _("English")),
                ("de", _("German")),
                ("ro", _("Romanian")),
                ("sk", _("Slovak")),
            ),
        )
        self._price = _box(
            "priceBox",
            _("Price"),
            (
                (PriceChoice.CURRENT, _("Current price, sales included")),
                (PriceChoice.LIST, _("List price, without sales")),
            ),
        )
        self._categories = _box(
            "categoriesBox",
            _("Category names"),
            (
                (CategoryNaming.SHORT, _("Short; with the parent where two are alike")),
                (CategoryNaming.PATH, _("Always with the whole path")),
            ),
        )
        self._kept: ConnectionOptions | None = None
        text = _(
            "SalesAutopilot gets the new names with the next sync. The products page shows them at"
            " once, and is sorted by them after that sync."
        )
        self._names_later = label(text, "muted", wrap=True, name="categoriesLater")
        self._categories.currentIndexChanged.connect(self.say_when)
        self._pace = _box(
            "paceBox",
            _("Pace"),
            (
                (Pace.FULL, _("Full, within the limits of the settings")),
                (Pace.GENTLE, _("Gentle: half of that, for a busy shop")),
            ),
        )

    def add_package(self, form: QGridLayout) -> None:
        """Put the box of the package into the form."""
        _add(form, self._package)

    @property
    def first(self) -> ChoiceField:
        """The box that `add_rest` begins with."""
        return self._language

    def add_rest(self, form: QGridLayout) -> None:
        """Put the other boxes into the form."""
        for box in (self._language, self._price, self._categories):
            _add(form, box)
        form.addWidget(self._names_later, form.rowCount(), 1)
        _add(form, self._pace)

    def show(self, options: ConnectionOptions) -> None:
        """Show options that are kept."""
        self._kept = options
        if self._language.findData(options.language) < 0:
            self._language.addItem(options.language, options.language)
        for box, value in (
            (self._package, options.package.value),
            (self._language, options.language),
            (self._price, options.price.value),
            (self._categories, options.categories.value),
            (self._pace, options.pace.value),
        ):
            box.setCurrentIndex(box.findData(value))

    def say_when(self) -> None:
        """Say when another naming of the categories takes effect, where one is chosen and seen."""
        kept = None if self._kept is None else self._kept.categories.value
        other = kept not in (None, self._categories.currentData())
        self._names_later.setVisible(other and not self._categories.isHidden())

    def chosen(self) -> ConnectionOptions:
        """The options as they are chosen now."""
        return ConnectionOptions(
            package=Package(self._package.currentData()),
            language=self._language.currentData(),
            price=PriceChoice(self._price.currentData()),
            categories=CategoryNaming(self._categories.currentData()),
            pace=Pace(self._pace.currentData()),
        )


def _box(name: str, caption: str, choices: Sequence[tuple[Any, str]]) -> ChoiceField:
    box = ChoiceField(name)
    box.setAccessibleName(caption)
    box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST_LETTERS)
    for value, text in choices:
        box.addItem(text, str(value))
    return box


def _add(form: QGridLayout, box: ChoiceField) -> None:
    line = form.rowCount()
    title = label(box.accessibleName())
    title.setBuddy(box)
    form.addWidget(title, line, 0)
    form.addWidget(box, line, 1)
