"""JSON of orders and order lines; buyers' data are obvious markers, never anybody's."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from shopsync_gui.sandbox.shop.categories import opaque_id
from shopsync_gui.sandbox.shop.localization import (
    CUSTOMER_GROUPS,
    TAX_CLASS_IDS,
    Json,
    currencies,
    languages,
)
from shopsync_gui.sandbox.shop.orders import STATUS_IDS, Order, OrderLine

if TYPE_CHECKING:
    from shopsync_gui.sandbox.shop.state import Shop

_NO_DATE = "-0001-11-30T00:00:00"
_CENT4 = Decimal("0.0001")


def line_id(order: Order, index: int) -> str:
    """The resource id of an order's n-th line."""
    return opaque_id("orderProduct", f"order_product_id={order.inner_id * 10 + index}")


def _gross(line: OrderLine) -> str:
    return str((Decimal(line.net) * (100 + line.vat) / 100).quantize(_CENT4, ROUND_HALF_UP))


def _line(order: Order, index: int, host: str) -> dict[str, Json]:
    """A line as orderExtend shows it: poorer than orderProducts."""
    line = order.lines[index]
    own = line_id(order, index)
    quantity = "0" if order.status == "abandoned" else str(line.quantity)
    return {
        "href": f"{host}/orderProducts/{own}", "id": own, "name": line.name, "sku": line.sku,
        "modelNumber": "", "originalPrice": "0.0000", "price": line.net,
        "total": str(Decimal(line.net) * line.quantity), "taxRate": f"{line.vat}.0000",
        "originalPriceCurrency": line.net, "priceCurrency": line.net,
        "grossPriceCurrency": _gross(line), "originalGrossPriceCurrency": _gross(line),
        "stock1": quantity, "stock2": "0", "stock3": "0", "stock4": "0", "subtractStock": "1",
        "dateCreated": _NO_DATE, "dateUpdated": _NO_DATE, "gtin": "", "durableMediaDevice": "0",
        "order": {"href": f"{host}/orders/{order.id}"},
        "product": {"href": f"{host}/products/{line.product_id}"},
        "orderProductOptions": {"href": f"{host}/orderProductOptions?orderProductId={own}"},
    }  # fmt: skip


def order_product(order: Order, index: int, host: str, empty: Json) -> dict[str, Json]:
    """A line as orderProducts shows it, with the product's inner id and its parent."""
    line = order.lines[index]
    gross = str(Decimal(_gross(line)).quantize(Decimal(1), ROUND_HALF_UP))
    return {
        **_line(order, index, host),
        "innerId": str(order.inner_id * 10 + index),
        "productInnerId": str(line.product_inner_id), "modelNumber": empty,
        "grossPrice": gross, "originalGrossPrice": gross,
        "width": "1.00", "height": "1.00", "length": "1.00", "weight": "1.00",
        "parentProduct": {"href": f"{host}/product/{line.parent_id}"},
    }  # fmt: skip


def _buyer(shop: Shop, order: Order) -> dict[str, Json]:
    """Markers in place of a buyer's personal data, so that a leak can be found by searching."""
    mark = f"KANARI-VEVO-{order.inner_id}" if shop.config.buyer_canaries else ""
    person: dict[str, Json] = {
        "firstname": f"{mark}-KERESZTNEV", "lastname": f"{mark}-VEZETEKNEV",
        "phone": f"{mark}-TELEFON", "fax": "", "email": f"{mark.lower()}@kanari.invalid",
        "ip": "192.0.2.1", "taxNumber": f"{mark}-ADOSZAM", "comment": f"{mark}-MEGJEGYZES",
    }  # fmt: skip
    for side in ("shipping", "payment"):
        person |= {
            f"{side}Firstname": f"{mark}-KERESZTNEV", f"{side}Lastname": f"{mark}-VEZETEKNEV",
            f"{side}Company": "", f"{side}Address1": f"{mark}-CIM", f"{side}Address2": "",
            f"{side}City": "Mintaváros", f"{side}Postcode": "0000", f"{side}ZoneName": "",
            f"{side}CountryName": "Magyarország", f"{side}AddressFormat": "",
        }  # fmt: skip
    return person


def _totals(order: Order, host: str) -> list[Json]:
    net = sum((Decimal(line.net) * line.quantity for line in order.lines), Decimal(0))
    gross = sum((Decimal(_gross(line)) * line.quantity for line in order.lines), Decimal(0))
    rows: list[Json] = []
    for index, (kind, name, value) in enumerate(
        (("SUB_TOTAL", "Nettó részösszeg:", net), ("TOTAL", "Bruttó összesen:", gross))
    ):
        own = opaque_id("orderTotal", f"order_total_id={order.inner_id * 5 + index}")
        rows.append({
            "href": f"{host}/orderTotals/{own}", "id": own, "name": name,
            "valueText": f"{value:.0f} Ft", "value": f"{value:.4f}", "sortOrder": str(index + 1),
            "type": kind, "key": "", "description": "", "dateCreated": _NO_DATE,
            "dateUpdated": _NO_DATE, "order": {"href": f"{host}/orders/{order.id}"},
        })  # fmt: skip
    return rows


def _coupon(host: str) -> dict[str, Json]:
    own = "Y291cG9uLWNvdXBvbl9pZD0x"
    return {
        "href": f"{host}/coupons/{own}", "id": own, "code": "MINTA10", "discountType": "PERCENT",
        "percentDiscountValue": "10.0000", "loginRequired": "0", "freeShipping": "0",
        "fixDiscountValue": "0.0000", "dateStart": "2024-05-06", "dateEnd": "2027-03-31",
        "totalNumberOfCoupons": "1", "totalNumberOfCouponsPerCustomer": "1", "status": "1",
        "dateCreated": "2024-05-05 16:29:02", "dateUpdated": "0000-00-00 00:00:00", "email": "",
        "minOrderLimit": "0.00", "maxOrderLimit": "0.00", "targetType": "PRODUCT",
        "validToSpecialProducts": "1", "validWithGiftProducts": "1", "validWithBulkDiscount": "1",
        "validWithLoyaltyPoints": "1", "bypassMinOrderLimitWithCoupon": "0",
        "taxClass": {"href": f"{host}/taxClasses/{TAX_CLASS_IDS[0]}"},
        "couponDescriptions": {"href": f"{host}/couponDescriptions?couponId={own}"},
    }  # fmt: skip


def order_extend(shop: Shop, order: Order, host: str, *, single: bool) -> dict[str, Json]:
    """One `orderExtend` item; a single GET has a few keys more."""
    country: Json = {
        "href": f"{host}/countries/Y291bnRyeS05Nw==", "id": "Y291bnRyeS05Nw==",
        "name": "Magyarország", "isoCode2": "HU", "isoCode3": "HUN", "status": "1",
        "zones": {"href": f"{host}/zones?countryId=Y291bnRyeS05Nw=="},
    }  # fmt: skip
    totals = _totals(order, host)
    gross = sum((Decimal(_gross(line)) * line.quantity for line in order.lines), Decimal(0))
    status: Json = None if order.inner_id % 2 else []
    if order.status != "abandoned":
        status = {"href": f"{host}/orderStatuses/{STATUS_IDS[order.status]}"}
    lines: list[Json] = [_line(order, index, host) for index in range(len(order.lines))]
    currency = next(
        row
        for row in currencies(host, "", shop.config.currency)
        if row["code"] == shop.config.currency
    )
    made: dict[str, Json] = {
        "href": f"{host}/orderExtend/{order.id}", "id": order.id, "innerId": str(order.inner_id),
        "invoiceId": "2", "invoicePrefix": "001", **_buyer(shop, order),
        "shippingMethodName": "Futárszolgálat", "shippingMethodTaxRate": "27.0000",
        "shippingMethodTaxName": "", "shippingMethodExtension": "",
        "shippingReceivingPointId": "0", "paymentMethodName": "Utánvét",
        "paymentMethodCode": "cod", "paymentMethodTaxRate": "0.0000", "paymentMethodTaxName": "",
        "paymentMethodAfter": "1", "total": f"{gross:.4f}", "value": "1.00000000",
        "couponTaxRate": "-1.0000", "dateCreated": order.created, "dateUpdated": order.updated,
        "pickPackPontShopCode": "", "loyaltyPointsTaxRate": "-1.0000",
        "customer": {"href": f"{host}/customers/Y3VzdG9tZXItMzE="},
        "customerGroup": {"href": f"{host}/customerGroups/{CUSTOMER_GROUPS[1].id}"},
        "shippingZone": None, "shippingCountry": country, "paymentZone": None,
        "paymentCountry": country, "orderStatus": status,
        "language": languages(host, "")[0], "currency": currency,
        "shippingMode": {"href": f"{host}/shippingModes/c2hpcHBpbmdNb2RlLWlkPTE4"},
        "coupon": _coupon(host) if order.inner_id % 3 == 0 else None,
        "orderTotals": totals, "orderProducts": lines,
        "orderGiftWrappings": [], "orderAddressIdentifications": [], "orderCreditCards": [],
    }  # fmt: skip
    if single:
        mode = f"{host}/shippingModes/c2hpcHBpbmdNb2RlLWlkPTE4"
        made |= {"orderProductAddons": [], "externalInfo": None}
        made["shippingMode"] = {
            "href": mode, "id": "c2hpcHBpbmdNb2RlLWlkPTE4", "innerId": "18", "sortOrder": "1",
            "enabled": "1", "costCalculationBy": "PRICE", "freeShippingFrom": "0.0000",
            "shippingType": "COURIER_SERVICE", "geoZone": None,
            "taxClass": {"href": f"{host}/taxClasses/{TAX_CLASS_IDS[27]}"},
            "shippingModeDescriptions": {"href": f"{host}/shippingModeDescriptions?x=18"},
            "shippingLanes": {"href": f"{host}/shippingLanes?x=18"},
        }  # fmt: skip
    return made
