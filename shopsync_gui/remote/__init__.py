"""The clients of the two services: one reads the shop, one reads and writes the account."""

from shopsync_gui.remote.account.answer_shapes import AnswerShape, shape_of
from shopsync_gui.remote.account.client import AccountClient
from shopsync_gui.remote.account.reader import AccountCheck
from shopsync_gui.remote.account.write_answers import WriteAnswer
from shopsync_gui.remote.shop.access import ShopAccess
from shopsync_gui.remote.shop.client import ProductPage, ShopCheck, ShopClient
from shopsync_gui.remote.shop.orders import OrderPage, OrderPeriod
from shopsync_gui.remote.shop.pages import BadItem
from shopsync_gui.remote.shop.requests import FilterRefused, PageTooHeavy
from shopsync_gui.remote.transport.trouble_watch import Asked

__all__ = [
    "AccountCheck",
    "AccountClient",
    "AnswerShape",
    "Asked",
    "BadItem",
    "FilterRefused",
    "OrderPage",
    "OrderPeriod",
    "PageTooHeavy",
    "ProductPage",
    "ShopAccess",
    "ShopCheck",
    "ShopClient",
    "WriteAnswer",
    "shape_of",
]
