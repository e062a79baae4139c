"""The reasons why no safe connection came about, by the error of the TLS library."""

from __future__ import annotations

import logging
import ssl

from shopsync_gui.core.errors import (
    CertificateExpired,
    CertificateOfOther,
    CertificateUnknown,
    ConnectionNotSafe,
    EncryptionMissing,
    EncryptionTooOld,
)

log = logging.getLogger(__name__)

#: OpenSSL's results of a verification (x509_vfy.h).
_NOT_NOW = (9, 10)
_OTHER_NAME = (62, 63, 64)
_TOO_OLD = (
    "UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_SHARED_CIPHER", "HANDSHAKE_FAILURE",
    "INSUFFICIENT_SECURITY", "KEY_TOO_SMALL", "MD_TOO_WEAK", "NO_PROTOCOLS_AVAILABLE",
    "UNEXPECTED_MESSAGE",
)  # fmt: skip
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH")


def tls_fault(error: BaseException, service: str, host: str) -> ConnectionNotSafe | None:
    """The fault behind a failed connection; None where it is none of TLS."""
    cause = _cause(error)
    if cause is None:
        return None
    kind = _kind(cause)
    reason = getattr(cause, "verify_message", "") or cause.reason or type(cause).__name__
    log.warning("no safe connection to %s: %s (%s)", host, kind.__name__, reason)
    return kind(service=service, host=host, detail=reason)


def _cause(error: BaseException) -> ssl.SSLError | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLEOFError):
            return None  # it was broken off on the way
        if isinstance(seen, ssl.SSLError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _kind(error: ssl.SSLError) -> type[ConnectionNotSafe]:
    if isinstance(error, ssl.SSLCertVerificationError):
        code, text = getattr(error, "verify_code", 0), str(error).lower()
        if code in _NOT_NOW or "expired" in text:
            return CertificateExpired
        if code in _OTHER_NAME or "hostname" in text:
            return CertificateOfOther
        return CertificateUnknown
    reason = error.reason or ""
    if any(part in reason for part in _NO_TLS):
        return EncryptionMissing
    return EncryptionTooOld if any(part in reason for part in _TOO_OLD) else ConnectionNotSafe
