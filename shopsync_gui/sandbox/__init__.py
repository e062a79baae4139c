"""A Shoprenter shop and a SalesAutopilot account to play with, served on loopback only."""

from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sandbox.asgi import ConnectionDropped
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.named_faults import FAULTS

__all__ = ["FAULTS", "ConnectionDropped", "Endpoints", "Sandbox", "SandboxConfig"]
