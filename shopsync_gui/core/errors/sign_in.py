"""Refused sign-ins at the two services."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy
from shopsync_gui.core.errors.services import ServiceError
from shopsync_gui.core.text import N_


class SignInError(ServiceError):
    """The service does not let us in."""

    remedy = Remedy.EDIT_CONNECTION
    needs_user = True
    pauses = True


class UnknownShop(SignInError):
    """The token service knows no shop called `shop`."""

    title = N_("Unknown shop")
    message = N_("Shoprenter knows no shop called “{shop}”.")
    action = N_("Check the shop's name: it is the first part of the name.myshoprenter.hu address.")


class TokenAddressUnknown(UnknownShop):
    """There is nothing at the token's address `url`, which is another one than the usual of `shop`."""

    title = N_("There is nothing at the token's address")
    message = N_(
        "There is nothing at {url} (HTTP 404): the token's address is wrong, or no shop is called “{shop}” there."
    )
    action = N_(
        "Check the token's address and the shop's name in the connection; without an address of its own the usual one is asked."
    )


class WrongClientSecret(SignInError):
    """The shop refused the client id and secret."""

    title = N_("Shoprenter refused the client id or secret")
    message = N_("The shop “{shop}” does not accept this client id and client secret.")
    action = N_("Copy both again from the shop's admin: Beállítások > API beállítások.")
    remedy = Remedy.TYPE_SECRETS


class ClientSecretSwapped(WrongClientSecret):
    """The shop refused what looks like a client's secret in the place of its id, and the other way round."""

    message = N_(
        "The shop “{shop}” does not accept them, and they look as if the client id and the client secret were swapped."
    )
    action = N_("Type each in the other's place: the id has 32 characters, the secret more.")
    remedy = Remedy.EDIT_CONNECTION


class MissingScope(SignInError):
    """The client lacks the read permission `scope`."""

    title = N_("A permission is missing")
    message = N_("The API client of the shop “{shop}” lacks this permission: {scope}")
    action = N_("Tick it in the shop's admin under Beállítások > API beállítások, then try again.")


class ShopForbidden(SignInError):
    """The shop refuses the API as a whole."""

    title = N_("The shop refuses API access")
    message = N_("The shop “{shop}” gave access but then refused the request.")
    action = N_("Check in the shop's admin that the API is enabled and the package includes it.")


class WrongAccountPassword(SignInError):
    """SalesAutopilot refused `user` and the password."""

    title = N_("SalesAutopilot refused the user name or password")
    message = N_("SalesAutopilot does not accept the API user “{user}” with this password.")
    action = N_(
        "Copy the API key pair again in SalesAutopilot: Beállítások > Integráció > API kulcsok."
    )
    remedy = Remedy.TYPE_SECRETS


class AccountReadOnly(SignInError):
    """SalesAutopilot lets `user` read, but not write; `name` is what was to be written."""

    title = N_("The API user may read, but not write")
    message = N_(
        "SalesAutopilot let the API user “{user}” read, but refused to let it write “{name}” "
        "(HTTP {status}). The password is right."
    )
    action = N_(
        "Allow writing for this API key in SalesAutopilot (Beállítások > Integráció > API kulcsok), "
        "or give the connection a key that may write; then continue."
    )


class AccountPartlyReadOnly(AccountReadOnly):
    """SalesAutopilot let `user` write before, but not `name`."""

    title = N_("The API user may not write everything")
