"""Commands of the data on this computer: products, files, letters and settings, each with its options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.argument_values import button_text, color, count, day
from shopsync_gui.cli.options import add_json, add_shop_choice, new_command
from shopsync_gui.cli.path_argument import file_or_folder, path
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.cli.options import Commands


def add_products(commands: Commands) -> None:
    """The commands of the products: products, export."""
    products = new_command(commands, "products", _("List the products of the master."))
    _add_search(products.add_argument)
    products.add_argument(
        "--uncategorised", action="store_true", help=_("only those without a category")
    )
    products.add_argument("--gone", action="store_true", help=_("only those gone from the shop"))
    products.add_argument("--limit", type=count, default=None, metavar="N")
    add_json(products)
    export = new_command(commands, "export", _("Write the products into a CSV or XLSX file."))
    export.add_argument(
        "file", type=path, metavar="FILE", help=_("its ending says which: .csv or .xlsx")
    )
    chosen = export.add_mutually_exclusive_group()
    _add_search(chosen.add_argument)
    chosen.add_argument(
        "--products", nargs="+", metavar="SKU", help=_("only the products with these SKUs")
    )
    export.add_argument(
        "--spreadsheet",
        action="store_true",
        help=_("a CSV for spreadsheets: SKUs such as 0017 or 3-4 stay as they are"),
    )
    add_json(export)
    for command in (products, export):
        add_shop_choice(command)


def add_newsletter(commands: Commands) -> None:
    """The command that writes a letter."""
    letter = new_command(
        commands, "newsletter", _("Write the HTML of a newsletter that offers chosen products.")
    )
    chosen = letter.add_mutually_exclusive_group(required=True)
    chosen.add_argument(
        "--products",
        action="extend",
        nargs="+",
        metavar="SKU",
        help=_("these products, in this order"),
    )
    chosen.add_argument("--view", metavar="NAME", help=_("the products of a saved view"))
    chosen.add_argument(
        "--cheaper-since",
        type=day,
        metavar="DATE",
        help=_("what has become cheaper since a day, 2024-01-31"),
    )
    letter.add_argument("--shop", metavar="SHOP", help=_("where several are connected"))
    letter.add_argument(
        "--layout",
        choices=("1", "2", "3", "hero"),
        default="2",
        metavar="N",
        help=_("1, 2 or 3 columns, or hero: the first product wide"),
    )
    letter.add_argument("--heading", default="", metavar="TEXT")
    letter.add_argument(
        "--button", type=button_text, default="", metavar="TEXT", help=_("what the buttons say")
    )
    letter.add_argument("--color", type=color, default="#2f6fed", metavar="RRGGBB")
    letter.add_argument(
        "--campaign", default="", metavar="NAME", help=_("utm_campaign, put into every link")
    )
    letter.add_argument(
        "--out",
        type=path,
        required=True,
        metavar="FILE",
        help=_(".html, or .txt for plain text"),
    )
    add_json(letter)


def add_upkeep(commands: Commands) -> None:
    """The commands of the data themselves: diagnostics, backup, restore, settings."""
    diagnostics = new_command(
        commands, "diagnostics", _("Write a file for whoever helps: versions, states and the log.")
    )
    diagnostics.add_argument("file", type=path, metavar="FILE", help=_("a zip file, written anew"))
    backup = new_command(
        commands, "backup", _("Copy all data of the program into a file; no passwords.")
    )
    backup.add_argument(
        "file",
        nargs="?",
        type=file_or_folder,
        metavar="FILE",
        help=_(
            "a file, or a folder for one with the day's name; else among the program's own, of which"
            " the newest stay"
        ),
    )
    backup.add_argument("--yes", action="store_true", help=_("replace a file that is there"))
    add_json(backup)
    restore = new_command(
        commands, "restore", _("Put a backup in the place of today's data, which are kept.")
    )
    restore.add_argument("file", type=path, metavar="FILE", help=_("a backup of ShopSync"))
    restore.add_argument("--yes", action="store_true", help=_("consent to replacing the data"))
    settings = new_command(commands, "settings", _("List, show or change a setting."))
    settings.add_argument("key", nargs="?", metavar="KEY")
    settings.add_argument("value", nargs="?", metavar="VALUE")


def _add_search(add: Callable[..., object]) -> None:
    add("--search", default="", metavar="TEXT", help=_("words of name, SKU, id or category"))
