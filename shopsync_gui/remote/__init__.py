"""The only HTTP to the two services: a client that reads the shop, one that keeps the account."""

from shopsync_gui.remote.account_answers import WriteAnswer
from shopsync_gui.remote.normalise import ShopProfile
from shopsync_gui.remote.pages import BadItem
from shopsync_gui.remote.salesautopilot import AccountCheck, AccountClient
from shopsync_gui.remote.shoprenter import ProductPage, ShopCheck, ShopClient
from shopsync_gui.remote.shoprenter_orders import OrderPage, OrderPeriod
from shopsync_gui.remote.shoprenter_requests import PageTooHeavy

__all__ = [
    "AccountCheck",
    "AccountClient",
    "BadItem",
    "OrderPage",
    "OrderPeriod",
    "PageTooHeavy",
    "ProductPage",
    "ShopCheck",
    "ShopClient",
    "ShopProfile",
    "WriteAnswer",
]
