"""The clients of the two services: one reads the shop, one reads and writes the account."""

from shopsync_gui.remote.account_answers import WriteAnswer
from shopsync_gui.remote.account_reader import AccountCheck
from shopsync_gui.remote.answer_shapes import AnswerShape, shape_of
from shopsync_gui.remote.pages import BadItem
from shopsync_gui.remote.salesautopilot import AccountClient
from shopsync_gui.remote.shop_access import ShopAccess
from shopsync_gui.remote.shoprenter import ProductPage, ShopCheck, ShopClient
from shopsync_gui.remote.shoprenter_orders import OrderPage, OrderPeriod
from shopsync_gui.remote.shoprenter_requests import FilterRefused, PageTooHeavy
from shopsync_gui.remote.trouble_watch import Asked

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
