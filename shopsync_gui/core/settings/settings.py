"""The settings: one frozen struct of groups that holds every key, type, limit and default.

An attribute's path is the setting's key: `Settings().pull.readers` is the default of `pull.readers`.
`setting_texts.py` reads and checks what is typed and stored; it needs the annotations as they are,
so they are no texts here: to evaluate those again would take every start two milliseconds.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from shopsync_gui.core.settings.shop_choices import PerSecond
from shopsync_gui.core.text import N_


class MailSecurity(StrEnum):
    """The protection of the connection to the mail server; `none` on this computer only."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Rule(msgspec.Struct, frozen=True):
    """The help of a setting, and the limits of its values beside their type.

    Numbers lie from `least` to `most`. `fits` checks free text, and `example` shows what it accepts.
    """

    help: str
    least: float = 0
    most: float = 0
    fits: Callable[[str], bool] = lambda text: True
    example: str = ""


def _fits_proxy(text: str) -> bool:
    from shopsync_gui.core.strings.addresses import is_proxy

    return is_proxy(text)


class PullSettings(msgspec.Struct, frozen=True):
    """Reading the shop."""

    readers: Annotated[int, Rule(N_("Pages of the shop read at once, at most"), 1, 16)] = 16
    page_size: Annotated[int, Rule(N_("Products on a page of the shop"), 25, 200)] = 200
    rate: Annotated[PerSecond, Rule(N_("Requests a second to the shop, at most"), 0.1, 3)] = (
        PerSecond(2.9)
    )


class PushSettings(msgspec.Struct, frozen=True):
    """Writing to the account."""

    start_rate: Annotated[PerSecond, Rule(N_("Writes a second at the start"), 0.1, 1000)] = (
        PerSecond(2.0)
    )
    max_rate: Annotated[PerSecond, Rule(N_("Writes a second at most"), 0.1, 1000)] = PerSecond(
        100.0
    )
    quiet_seconds: Annotated[
        int, Rule(N_("Seconds to wait before lost answers are looked up"), 0, 3600)
    ] = 120


class SyncSettings(msgspec.Struct, frozen=True):
    """Settings of a sync for where both sides have their own idea."""

    account_edits: Annotated[
        Literal["shop", "ask"],
        Rule(
            N_(
                "What a sync does with values that were changed in the account itself. If it is to "
                "ask, it asks at every sync that you start; an automatic one leaves these products "
                "alone."
            )
        ),
    ] = "shop"
    jobs: Annotated[int, Rule(N_("Webshops synced side by side"), 1, 8)] = 2


#: The price rule and an undo need what happened in so many days, whatever the settings say.
LEAST_DAYS = 31


class HistorySettings(msgspec.Struct, frozen=True):
    """Settings of the history: for how long, and up to which size of the file, it is kept."""

    days: Annotated[int, Rule(N_("Keep product changes for (days)"), LEAST_DAYS, 3650)] = 365
    undo_days: Annotated[int, Rule(N_("A sync can be undone for (days)"), LEAST_DAYS, 3650)] = 90
    megabytes: Annotated[
        int,
        Rule(N_("Delete old history sooner above (MB of data)"), 100, 100_000),
    ] = 1000


class NetworkSettings(msgspec.Struct, frozen=True):
    """The way to the internet."""

    proxy: Annotated[
        str,
        Rule(
            N_("Proxy between this computer and the internet; empty where there is none"),
            fits=_fits_proxy,
            example="http://proxy.example.com:8080",
        ),
    ] = ""


class WindowSettings(msgspec.Struct, frozen=True):
    """Language and look. `scale` is in percent."""

    language: Annotated[Literal["system", "hu", "en"], Rule(N_("Language of the program"))] = (
        "system"
    )
    theme: Annotated[Literal["system", "light", "dark"], Rule(N_("Light or dark look"))] = "system"
    scale: Annotated[
        Literal["100", "125", "150", "175", "200"],
        Rule(N_("Size of texts and everything else, in percent")),
    ] = "100"
    compact: Annotated[bool, Rule(N_("Compact rows in tables"))] = False
    pictures: Annotated[bool, Rule(N_("Pictures of products, fetched from the shop"))] = True


class NotifySettings(msgspec.Struct, frozen=True):
    """The settings for telling the end of a sync."""

    desktop: Annotated[bool, Rule(N_("Desktop notification when a sync has ended"))] = True
    mail: Annotated[bool, Rule(N_("E-mail when a sync is complete"))] = True
    mail_unchanged: Annotated[
        bool, Rule(N_("E-mail of a complete sync also where nothing had to be written"))
    ] = True
    mail_problems: Annotated[
        bool, Rule(N_("E-mail when a sync fails, stops or is only partly done"))
    ] = True
    digest: Annotated[
        bool,
        Rule(N_("E-mail on Mondays: what is new, cheaper and available again in the shop")),
    ] = False


class MailSettings(msgspec.Struct, frozen=True):
    """The mail account as typed; `mail_account` in `core/runs/mail.py` makes a complete one of it."""

    host: Annotated[str, Rule(N_("Mail server"))] = ""
    port: Annotated[int, Rule(N_("Port of the mail server"), 1, 65535)] = 587
    security: Annotated[MailSecurity, Rule(N_("Encryption to the mail server"))] = (
        MailSecurity.STARTTLS
    )
    user: Annotated[str, Rule(N_("User name at the mail server"))] = ""
    sender: Annotated[str, Rule(N_("Sender's address"))] = ""
    recipients: Annotated[str, Rule(N_("Recipients' addresses"))] = ""


class UpdateSettings(msgspec.Struct, frozen=True):
    """The settings for hearing of newer versions."""

    check: Annotated[
        bool, Rule(N_("Ask once a day whether there is a newer version of ShopSync"))
    ] = False


class Settings(msgspec.Struct, frozen=True):
    """The values of all settings, in groups."""

    pull: PullSettings = PullSettings()
    push: PushSettings = PushSettings()
    sync: SyncSettings = SyncSettings()
    history: HistorySettings = HistorySettings()
    network: NetworkSettings = NetworkSettings()
    ui: WindowSettings = WindowSettings()
    notify: NotifySettings = NotifySettings()
    mail: MailSettings = MailSettings()
    updates: UpdateSettings = UpdateSettings()
