"""The modules with compiled code that the first picture needs beside Qt's, imported before these are loaded.

Others have to wait for the system's loader then (`system/qt_libraries.py`). A test holds the list complete.
"""

# ruff: noqa: F401

import array
import bisect
import contextvars
import datetime
import decimal
import queue
import random
import shutil
import unicodedata

import apsw
import msgspec
