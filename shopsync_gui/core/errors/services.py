"""Failures of the two services: their answers, or that none came."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy, ShopSyncError
from shopsync_gui.core.text import N_

SHOPRENTER = "Shoprenter"
SALESAUTOPILOT = "SalesAutopilot"


class ServiceError(ShopSyncError):
    """One of the services did not do what was asked. `service` is its name."""


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


class AnswersUnusable(ServiceDown):
    """The answers of `service` to several writes in a row were lost, or said nothing, though it reported no fault."""

    title = N_("{service} does not answer as it should")
    message = N_(
        "{service} gave no usable answer to several writes in a row. Whether it carried them out is found out before anything else is written."
    )


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
        "Continue later. If the service asks for so long again, ask its support: it may be a fault there."
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
        "Check the address. If it is right and this stays so, save the report of the compatibility check and send it to the makers of the program: it describes the form of the answers only, with no product and no password in it."
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


class ShopNotRecognised(ServiceError):
    """The address of `shop` was changed, and what is there shows nothing by which shops are told apart."""

    title = N_("It cannot be told which shop this is")
    message = N_(
        "The address of {shop} was changed, and the shop there lists no product by which it could be told whether it is the same one. Nothing was read from it and nothing was written."
    )
    action = N_(
        "Check the address under “Edit…”. If it is right, try again once the shop has products with a SKU."
    )
    action_in_commands = N_(
        "Check the address that “shopsync connect” was given. If it is right, try again once the shop has products with a SKU."
    )
    remedy = Remedy.EDIT_CONNECTION
    pauses = True


class AnswerTooLarge(ServiceError):
    """An answer of `service` went over the limit of `megabytes`."""

    title = N_("The answer of {service} is too large")
    message = N_(
        "An answer of {service} was larger than {megabytes} MB, so it was not read to its end."
    )
    action = N_("Choose a smaller page size in the settings and try again.")
    action_in_commands = N_(
        "Choose a smaller page size, as with “shopsync settings pull.page_size 50”, and try again."
    )
    remedy = Remedy.EDIT_SETTINGS
    needs_user = True


class ListTooLarge(AnswerTooLarge):
    """A list of `service` went over `megabytes`, more than `products` products can take."""

    title = N_("The list of {service} cannot be right")
    message = N_(
        "{service} sent more than {megabytes} MB as a list. The {products} products that are known cannot take so much, so it was not read to its end and nothing was changed."
    )
    action = N_("Try again later. If it stays so, ask the support of {service}.")
    action_in_commands = ""
    remedy = Remedy.RETRY
    needs_user = False


class RedirectRefused(ServiceError):
    """`service` tried to send the request to `host`."""

    title = N_("{service} points to another address")
    message = N_(
        "The answer wanted to send the request on to another address ({host}). It was not followed, so no password went there."
    )
    action = N_(
        "If this network wants a sign-in (hotel, guest Wi-Fi), open a browser and sign in. Else check the address of the connection."
    )
    remedy = Remedy.EDIT_CONNECTION
    needs_user = True
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
