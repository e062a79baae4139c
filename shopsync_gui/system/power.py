"""The computer's wish to save power, as far as the system tells."""

from __future__ import annotations

import sys
from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")
#: Percent below which a discharging battery is spared.
_LOW = 20


def saves_power(supplies: Path = _SUPPLIES) -> bool:
    """Whether a battery saver is on (Windows) or a discharging battery is low (Linux)."""
    if sys.platform == "win32":
        return _windows_saver()
    for battery in sorted(supplies.glob("*")):
        if _text(battery / "type") == "Battery" and _text(battery / "scope") != "Device":
            capacity = _text(battery / "capacity")
            if _text(battery / "status") == "Discharging" and capacity.isdigit():
                return int(capacity) <= _LOW
    return False


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace").strip()
    except OSError:
        return ""


def _windows_saver() -> bool:
    import ctypes

    class Status(ctypes.Structure):
        """SYSTEM_POWER_STATUS of the Windows API; only the saver's flag is looked at."""

        _fields_ = (
            ("line", ctypes.c_byte),
            ("battery", ctypes.c_byte),
            ("percent", ctypes.c_byte),
            ("saver", ctypes.c_byte),
            ("life", ctypes.c_ulong),
            ("full_life", ctypes.c_ulong),
        )

    status = Status()
    known = ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return bool(known) and status.saver == 1
