"""A Shoprenter shop and a SalesAutopilot account to play with, served on loopback only."""

from .app import Sandbox
from .config import Endpoints, SandboxConfig
from .named_faults import FAULTS
from .wire import ConnectionDropped

__all__ = ["FAULTS", "ConnectionDropped", "Endpoints", "Sandbox", "SandboxConfig"]
