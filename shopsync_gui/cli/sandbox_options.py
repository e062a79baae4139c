"""Commands of the sandbox, each with its options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.argument_values import count, fault, manner, port
from shopsync_gui.cli.options import new_command
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from shopsync_gui.cli.options import Commands


def add_sandbox(commands: Commands) -> None:
    """The commands of the invented services: sandbox, demo."""
    sandbox = new_command(
        commands, "sandbox", _("Run an invented shop and account on this computer to play with.")
    )
    sandbox.add_argument("--port", type=port, default=0, metavar="N", help=_("0: any free one"))
    sandbox.add_argument("--products", type=count, default=1200, metavar="N")
    sandbox.add_argument("--seed", type=int, default=1, metavar="N")
    sandbox.add_argument(
        "--latency", type=count, default=0, metavar="MS", help=_("added to every answer")
    )
    sandbox.add_argument(
        "--fault",
        action="extend",
        nargs="+",
        type=fault,
        default=[],
        metavar="NAME",
        dest="faults",
        help=_("something that goes wrong; an unknown name lists them all"),
    )
    sandbox.add_argument(
        "--manner",
        action="extend",
        nargs="+",
        type=manner,
        default=[],
        metavar="NAME",
        dest="manners",
        help=_("how the services behave where their contracts leave it open; list names them all"),
    )
    sandbox.add_argument(
        "--awkward",
        action="store_true",
        help=_("70 products that touch every limit, and an account in use, instead of --products"),
    )
    demo = new_command(
        commands, "demo", _("Connect an invented shop, sync it, check it and say what happened.")
    )
    demo.add_argument("--products", type=count, default=1200, metavar="N")
