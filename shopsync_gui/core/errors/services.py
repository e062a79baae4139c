"""Failures of the two services: the way to them, the sign-in, and their answers."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_

SHOPRENTER = "Shoprenter"
SALESAUTOPILOT = "SalesAutopilot"


class ServiceError(ShopSyncError):
    """One of the services did not do what was asked. `service` is its name."""


class NoNetwork(ServiceError):
    """`host` cannot be reached."""

    title = N_("No connection to {service}")
    message = N_("The address {host} could not be reached.")
    action = N_(
        "Check the internet connection and the address, then try again. A sync that has begun goes on where it stopped."
    )
    action_before_run = N_("Check the internet connection and the address, then try again.")
    remedy = Remedy.WAIT
    pauses = True


class ProxyTrouble(NoNetwork):
    """`proxy` did not open the way to `host`; `detail` is empty, or what it said in brackets."""

    title = N_("The proxy opens no way to {service}")
    message = N_("The proxy {proxy} did not open a connection to {host}{detail}.")
    action = N_(
        "Check the proxy's address on the General page, or leave it empty where none is needed."
    )
    action_before_run = ""
    remedy = Remedy.EDIT_SETTINGS


class ConnectionNotSafe(NoNetwork):
    """No safe connection to `host` came about: nothing was sent. `detail` is for the log."""

    title = N_("No safe connection to {service}")
    message = N_("The server at {host} could not prove who it is, so nothing was sent to it.")
    action = N_(
        "If this network wants a sign-in (hotel, guest Wi-Fi), open a browser and sign in. A virus scanner or a company's network that looks into connections needs its certificate installed on this computer. Else check the address."
    )
    action_before_run = ""
    remedy = Remedy.EDIT_CONNECTION
    needs_user = True


class CertificateUnknown(ConnectionNotSafe):
    """The certificate of `host` was issued by itself, or by an authority this computer does not trust."""

    message = N_(
        "The certificate of {host} was not issued by an authority that this computer trusts, so nothing was sent to it."
    )


class CertificateExpired(ConnectionNotSafe):
    """The certificate of `host` is not valid at this computer's date."""

    message = N_("By this computer's clock the certificate of {host} has expired or begins later.")
    action = N_(
        "Check date and time of this computer. If they are right, whoever runs {host} has to renew the certificate: try again later."
    )
    remedy = Remedy.WAIT
    needs_user = False


class CertificateOfOther(ConnectionNotSafe):
    """The certificate is for another name than `host`."""

    message = N_(
        "The server that answered for {host} has a certificate for another name, so nothing was sent to it."
    )
    action = N_(
        "If this network wants a sign-in (hotel, guest Wi-Fi), open a browser and sign in. Else check the address for typing errors."
    )


class EncryptionTooOld(ConnectionNotSafe):
    """`host` offers no version of TLS, or no cipher, that is safe today."""

    message = N_(
        "The server at {host} offers only kinds of encryption that are not safe any more, so nothing was sent to it."
    )
    action = N_(
        "Whoever runs {host} has to allow TLS 1.2 or newer. A virus scanner or proxy between may also be too old."
    )


class EncryptionMissing(ConnectionNotSafe):
    """`host` answers without encryption where the address asks for it."""

    message = N_("The server at {host} answers without encryption, so nothing was sent to it.")
    action = N_(
        "Check the address and its port. If this network wants a sign-in (hotel, guest Wi-Fi), open a browser and sign in."
    )


class ServiceTimeout(ServiceError):
    """`service` did not answer in time."""

    title = N_("{service} does not answer")
    message = N_("{service} did not answer in time, even after several tries.")
    action = N_("Wait a few minutes and try again. A sync that has begun goes on where it stopped.")
    action_before_run = N_("Wait a few minutes and try again.")
    remedy = Remedy.WAIT
    pauses = True


class ServiceDown(ServiceError):
    """`service` answered with the HTTP status `status` (5xx) on every try."""

    title = N_("{service} is not available")
    message = N_("{service} reports a fault of its own (HTTP {status}).")
    action = N_("Wait a few minutes and try again. A sync that has begun goes on where it stopped.")
    action_before_run = N_("Wait a few minutes and try again.")
    remedy = Remedy.WAIT
    pauses = True


class TooManyRequests(ServiceError):
    """`service` kept answering 429."""

    title = N_("{service} asks for patience")
    message = N_("{service} refuses requests for now because too many arrived.")
    action = N_("Close other programs that use the same access, and try again in a few minutes.")
    remedy = Remedy.WAIT
    pauses = True


class AskedToWait(TooManyRequests):
    """`service` wants no request for longer than a run waits: for `time`, in words."""

    message = N_(
        "{service} asks to be left alone for {time}. That is longer than a sync waits, so it is paused."
    )
    action = N_(
        "Go on later. If the service asks for so long again, ask its support: it may be a fault there."
    )


class UnexpectedAnswer(ServiceError):
    """`service` sent something that is not what its contract says; `detail` is short and safe."""

    title = N_("Unexpected answer from {service}")
    message = N_("{service} sent an answer that the program cannot read: {detail}")
    action = N_(
        "Check the address. If it is right, try again later; nothing was changed by this answer."
    )


class AnswerUnreadable(UnexpectedAnswer):
    """`service` answers in a form that the program does not know; `detail` tells what it looks like."""

    action = N_(
        "Check the address. If it is right and this stays so, save the report of the compatibility check and send it to the makers of the program: it tells forms only, no product and no password."
    )
    remedy = Remedy.CHECK_ACCOUNT


class WebPageInstead(UnexpectedAnswer):
    """A web page came in place of the data of `service`: of a network that wants a sign-in, or the like."""

    title = N_("A web page came in place of {service}")
    message = N_(
        "{service} was asked, but a web page answered. Networks do that which want a sign-in first (hotel, train, guest Wi-Fi), and services that are being worked on."
    )
    action = N_(
        "Open any page in a browser and sign in to the network if it asks for it. A sync that has begun goes on where it stopped. If it stays so, check the address of the connection."
    )
    action_before_run = N_(
        "Open any page in a browser and sign in to the network if it asks for it. If it does not, check the address."
    )
    remedy = Remedy.WAIT
    pauses = True


class ShopFactsMissing(ServiceError):
    """The shop does not tell what its products cannot be understood without; `scope` may give it."""

    title = N_("The shop does not tell everything that is needed")
    message = N_(
        "{service} answered without what names and VAT depend on ({resource}). Nothing was written, for it might have been wrong."
    )
    action = N_(
        "Wait a few minutes and try again. If it stays so, tick the permission {scope} in the shop's admin under Beállítások > API beállítások."
    )
    remedy = Remedy.WAIT
    pauses = True


class AnswerTooLarge(ServiceError):
    """An answer of `service` went over the limit of `megabytes`."""

    title = N_("The answer of {service} is too large")
    message = N_(
        "An answer of {service} was larger than {megabytes} MB, so it was not read to its end."
    )
    action = N_("Choose a smaller page size in the settings and try again.")
    remedy = Remedy.EDIT_SETTINGS
    needs_user = True


class ListTooLarge(AnswerTooLarge):
    """A list of `service` went over `megabytes`, more than `products` products can take."""

    title = N_("The list of {service} cannot be right")
    message = N_(
        "{service} sent more than {megabytes} MB as a list. The {products} products that are known cannot take so much, so it was not read to its end and nothing was changed."
    )
    action = N_("Try again later. If it stays so, ask the support of {service}.")
    remedy = Remedy.RETRY
    needs_user = False


class RedirectRefused(ServiceError):
    """`service` tried to send the request to `host`."""

    title = N_("{service} points to another address")
    message = N_(
        "The answer wanted to send the request on to {host}. It was not followed, so no password left for there."
    )
    action = N_(
        "If this network wants a sign-in (hotel, guest Wi-Fi), open a browser and sign in. Else check the address of the connection."
    )
    remedy = Remedy.EDIT_CONNECTION
    needs_user = True
    pauses = True


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


class WrongClientSecret(SignInError):
    """The shop refused the client id and secret."""

    title = N_("Shoprenter refused the client id or secret")
    message = N_("The shop “{shop}” does not accept this client id and client secret.")
    action = N_("Copy both again from the shop's admin: Beállítások > API beállítások.")
    remedy = Remedy.TYPE_SECRETS


class MissingScope(SignInError):
    """The client lacks the read permission `scope`."""

    title = N_("A permission is missing")
    message = N_("The API client of the shop “{shop}” lacks the permission {scope}.")
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
    action = N_("Copy the API key pair again: Beállítások > Integráció > API kulcsok.")
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


class AccountRefused(ServiceError):
    """SalesAutopilot refused one write; `status` is the HTTP status, `detail` its own words."""

    title = N_("SalesAutopilot refused a product")
    message = N_("SalesAutopilot did not accept “{name}” (HTTP {status}: {detail}).")
    action = N_("Check the product's data in the shop, then retry it.")
    remedy = Remedy.EDIT_PRODUCT
    needs_user = True


class ValueNotTaken(ServiceError):
    """SalesAutopilot accepted the writes of `product` and kept the former values of `fields`."""

    title = N_("SalesAutopilot did not take a value")
    message = N_(
        "“{product}” was written twice, but SalesAutopilot keeps its former values: {fields}."
    )
    action = N_("Change it in the shop, or look at the product in SalesAutopilot, then retry it.")
    remedy = Remedy.EDIT_PRODUCT
    needs_user = True


class QuotaReached(AccountRefused):
    """The account's package holds no more products."""

    title = N_("The account's package is full")
    message = N_(
        "SalesAutopilot accepts no more products in this package. What is left has been kept for later."
    )
    action = N_("Upgrade the package or make room in the account, then continue the sync.")
    remedy = Remedy.MAKE_ROOM
    pauses = True


class CreatesRefused(AccountRefused):
    """Many creates in a row were refused for one reason; `detail` is the last refusal in words."""

    title = N_("SalesAutopilot accepts no new products")
    message = N_("{count} new products in a row were refused for the same reason: {detail}")
    action = N_(
        "Look in SalesAutopilot whether the package is full or the API key may write, then continue "
        "the sync. Until then one product is tried each time."
    )
    remedy = Remedy.MAKE_ROOM
    pauses = True


class AccountListBehind(ServiceError):
    """The account's product list keeps lacking products that the account has."""

    title = N_("The account's product list is incomplete")
    message = N_(
        "SalesAutopilot's list lacks products that it shows one by one, even after a wait."
    )
    action = N_("Wait a few minutes and continue. Nothing is created twice meanwhile.")
    remedy = Remedy.WAIT
    pauses = True


class AccountListIncomplete(ServiceError):
    """The account's list does not show what was created in it: it does not hold everything."""

    title = N_("The account's list is incomplete")
    message = N_(
        "SalesAutopilot created something that its list does not show, even after a wait. What the list lacks may be there all the same, so nothing else is created."
    )
    action = N_(
        "Start the sync again later. If it ends the same way, ask SalesAutopilot's support how many products the list of the API can hold."
    )
    remedy = Remedy.WAIT


class AccountUsedByOther(ServiceError):
    """Another program goes on creating products in the account."""

    title = N_("Another program writes into this account")
    message = N_(
        "New products keep appearing in the account that this program did not create. Going on would create them twice."
    )
    action = N_(
        "Let the other program finish, or stop it: another computer with this program, or the built-in sync of SalesAutopilot. Then continue."
    )
    remedy = Remedy.WAIT
    pauses = True


class ProductFault(ServiceError):
    """`service` answers every try to write `name` with a fault of its own; others work."""

    title = N_("{service} fails on this product")
    message = N_(
        "{service} answered each try to write “{name}” with a fault of its own, while other writes went well."
    )
    action = N_(
        "Look for unusual characters in its name, such as emoji. It is sent again when it changes in the shop, or when you try it again."
    )
    remedy = Remedy.RETRY


class AnswerLost(ServiceError):
    """A write was sent and its answer was lost: whether it was done is unknown."""

    title = N_("An answer of {service} was lost")
    message = N_("It is not known yet whether {service} carried out the last write.")
    action = N_("The program will look it up in the account before it writes again.")
    remedy = Remedy.WAIT
    pauses = True
