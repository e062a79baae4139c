"""The network in use, as far as the system tells: is it paid for by its traffic?"""

from __future__ import annotations


def is_metered() -> bool:
    """Whether the system calls the connection metered; False where it does not know."""
    from PySide6.QtNetwork import QNetworkInformation  # slow to import, seldom asked

    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Metered):
        return False
    return QNetworkInformation.instance().isMetered()
