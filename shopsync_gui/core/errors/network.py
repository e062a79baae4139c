"""Failures on the way to the services: network, proxy, certificates and encryption."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy
from shopsync_gui.core.errors.services import ServiceError
from shopsync_gui.core.text import N_


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
    message = N_("The proxy {proxy} did not open a connection to this address: {host}{detail}")
    action = N_(
        "Check the proxy's address on the General page, or leave it empty where none is needed."
    )
    action_in_commands = N_(
        "Check the proxy's address: “shopsync settings network.proxy ADDRESS”; '' in its place where none is needed."
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
