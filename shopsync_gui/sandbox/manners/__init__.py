"""Manners: how the two services may behave where their contracts leave it open, by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.manners import (
    account_answers,
    account_bytes,
    account_categories,
    account_doings,
    account_ids,
    account_keeping,
    account_keys,
    account_list_length,
    account_lists,
    account_losses,
    account_midway,
    account_notations,
    account_numbers,
    account_queue,
    account_refusals,
    account_rows,
    account_servers,
    account_transport,
    account_unsteady,
    shop_forms,
    shop_lists,
    shop_midway,
    shop_odd_products,
    shop_values,
)
from shopsync_gui.sandbox.manners.manner import Manner

if TYPE_CHECKING:
    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.config import SandboxConfig

#: In the place of a name: have them all listed.
LIST: Final = "list"
MANNERS: Final[dict[str, Manner]] = {
    **account_lists.MANNERS,
    **account_list_length.MANNERS,
    **account_rows.MANNERS,
    **account_keeping.MANNERS,
    **account_answers.MANNERS,
    **account_refusals.MANNERS,
    **account_transport.MANNERS,
    **account_bytes.MANNERS,
    **account_numbers.MANNERS,
    **account_losses.MANNERS,
    **account_unsteady.MANNERS,
    **account_doings.MANNERS,
    **account_servers.MANNERS,
    **account_keys.MANNERS,
    **account_queue.MANNERS,
    **account_categories.MANNERS,
    **account_ids.MANNERS,
    **account_notations.MANNERS,
    **account_midway.MANNERS,
    **shop_lists.MANNERS,
    **shop_values.MANNERS,
    **shop_forms.MANNERS,
    **shop_midway.MANNERS,
    **shop_odd_products.MANNERS,
}
"""Every manner by its name. Two of the same aspect contradict each other."""

__all__ = ["LIST", "MANNERS", "Manner", "adopt", "configured"]


def configured(config: SandboxConfig) -> SandboxConfig:
    """The config with what its manners ask of it; raises KeyError for an unknown manner."""
    for name in config.manners:
        config = replace(config, **MANNERS[name].config)
    return config


def adopt(name: str, sandbox: Sandbox) -> None:
    """Let the sandbox behave so; raises KeyError for an unknown manner."""
    MANNERS[name].adopt(sandbox)
