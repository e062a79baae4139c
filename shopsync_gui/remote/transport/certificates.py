"""The certificates that a server is checked against: those that the system's other programs use."""

from __future__ import annotations

import logging
import os
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)

_FILE_VARIABLE = "SSL_CERT_FILE"
#: Where Linux systems keep theirs, if not where this Python's OpenSSL was told to look for them: a
#: bundle brings the OpenSSL of the system that it was built on.
SYSTEM_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def client_context(
    *, system: str = sys.platform, files: Iterable[str] = SYSTEM_FILES
) -> ssl.SSLContext:
    """A new context of a client, which checks certificate and name of every server.

    Windows and macOS are asked themselves. Elsewhere the system's file is read, once for each
    context; where there is none, certifi's. SSL_CERT_FILE names another one everywhere.
    """
    if system in ("win32", "darwin") and not os.environ.get(_FILE_VARIABLE):
        import truststore  # another system never needs it

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    file, folder = _system_certificates(files)
    try:
        context.load_verify_locations(file, folder)
    except (OSError, ssl.SSLError) as error:  # no server is trusted then, and the user told so
        log.warning("the file of certificates cannot be read: %s", type(error).__name__)
    return context


def authorities_file(files: Iterable[str] = SYSTEM_FILES) -> str:
    """A file of the authorities that this system trusts, else of certifi's, for what takes no folder."""
    import certifi

    known = (ssl.get_default_verify_paths().cafile, *files)
    return next((path for path in known if path and Path(path).is_file()), certifi.where())


def _system_certificates(files: Iterable[str]) -> tuple[str | None, str | None]:
    """A file and a folder of certificates; one of them at least."""
    paths = ssl.get_default_verify_paths()
    folder = paths.capath if paths.capath and any(Path(paths.capath).iterdir()) else None
    if paths.cafile or folder:
        return paths.cafile, folder
    for file in files:
        if Path(file).is_file():
            return file, None
    import certifi  # only a system without any certificates needs these

    log.info("this system has no certificates; those of certifi stand in")
    return certifi.where(), None
