"""JSON of products, as irregular as the official samples."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from shopsync_gui.sandbox.shop.categories import opaque_id
from shopsync_gui.sandbox.shop.localization import (
    CUSTOMER_GROUPS,
    LANGUAGE_EN,
    LANGUAGE_HU,
    TAX_CLASS_IDS,
)
from shopsync_gui.sandbox.shop.pictures import has_picture, picture_address
from shopsync_gui.sandbox.shop.product import Product, gross_minor, money, money4
from shopsync_gui.sandbox.shop.vocabulary import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLD: Final = str.maketrans("áéíóöőúüűÁÉÍÓÖŐÚÜŰ ,&;\"'#+%/\\?<>", "aeiooouuuAEIOOOUUU_" + "-" * 13)


def _texts(column: int, sentences: int) -> tuple[tuple[str, str], ...]:
    """Sixteen short and long descriptions, already encoded as the inside of a JSON string."""
    made = []
    for start in range(16):
        chosen = [SENTENCES[(start + n * 5) % len(SENTENCES)][column] for n in range(sentences)]
        html = "".join(f'<p class="leiras">{text}</p>\r\n' for text in chosen)
        made.append((chosen[0], encode_basestring(html)[1:-1].replace("/", "\\/")))
    return tuple(made)


_LIGHT: Final = (_texts(0, 3), _texts(1, 3))
_HEAVY: Final = (_texts(0, 60), _texts(1, 60))


class Style(NamedTuple):
    """The style of one answer: host of the links, sign of emptiness, size, ids of others.

    `origin` is where the pictures are.
    """

    host: str
    origin: str
    empty: str
    heavy: bool
    net_contains_special: bool
    category_id: Callable[[int], str]
    product_id: Callable[[int], str]


@lru_cache(4096)
def path_id(resource_id: str) -> str:
    """A resource id as it stands in a link."""
    return quote(resource_id, safe="=")


def product_resource_id(product: Product) -> str:
    """The id the shop gives to this product: its Outer ID if it has one."""
    return product.outer_id or opaque_id("product", f"product_id={product.product_id}")


def _b64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _prices(p: Product, style: Style) -> str:
    """`productPrices`: one entry per customer group, computed and rounded to the currency."""
    entries = []
    written: dict[int, str] = {}
    for group in CUSTOMER_GROUPS:
        entry = written.get(group.discount)
        if entry is None:
            entry = written[group.discount] = _price(p, style, group.discount)
        entries.append(
            f'{{"customerGroup":{{"id":"{group.id}","innerId":{group.inner_id},'
            f'"default":{"true" if group.default else "false"}}},{entry}'
        )
    return ",".join(entries)


def _price(p: Product, style: Style, discount: int) -> str:
    """One entry of `productPrices` after its customer group."""
    net = p.net_minor * (100 - discount) // 100
    gross = gross_minor(net, p.vat)
    now_net, now_gross = net, gross
    special_net = special_gross = "null"
    if p.special_minor is not None:
        sale = min(p.special_minor, net)
        special_net = f'"{money(sale, p.decimals)}"'
        special_gross = f'"{money(gross_minor(sale, p.vat), p.decimals)}"'
        if style.net_contains_special:
            now_net, now_gross = sale, gross_minor(sale, p.vat)
    return (
        f'"net":"{money(now_net, p.decimals)}","netOriginal":"{money(net, p.decimals)}",'
        f'"netSpecial":{special_net},"gross":"{money(now_gross, p.decimals)}",'
        f'"grossOriginal":"{money(gross, p.decimals)}","grossSpecial":{special_gross},'
        f'"currencyCode":"{p.currency}"}}'
    )


def _specials(p: Product, style: Style, product_href: str) -> str:
    if p.special_minor is None:
        return ""
    special_id = _b64(f"productSpecial-product_special_id={p.key * 7 + 41}")
    return (
        f'{{"href":"{style.host}/productSpecials/{special_id}","id":"{special_id}",'
        f'"priority":"1","price":"{money4(p.special_minor, p.decimals)}",'
        f'"dateFrom":"0000-00-00 00:00:00","dateTo":"0000-00-00 00:00:00","minQuantity":"0",'
        f'"maxQuantity":"0","dateCreated":"{p.created}","product":{product_href},'
        f'"customerGroup":{style.empty}}}'
    )


def _relations(p: Product, style: Style, product_href: str) -> str:
    entries = []
    for category in p.categories:
        relation = _b64(f"productCategory-product_id={p.product_id}&category_id={category}")
        entries.append(
            f'{{"href":"{style.host}/productCategoryRelations/{relation}","id":"{relation}",'
            f'"product":{product_href},"category":{{"href":"{style.host}/categories/'
            f'{path_id(style.category_id(category))}"}}}}'
        )
    return ",".join(entries)


def _description(p: Product, style: Style, product_href: str, hungarian: bool) -> str:
    name = p.name if hungarian else p.name_en
    language = LANGUAGE_HU if hungarian else LANGUAGE_EN
    number = 1 if hungarian else 2
    short, text = (_HEAVY if style.heavy else _LIGHT)[number - 1][p.look >> 8 & 15]
    own = _b64(f"productDescription-product_id={p.product_id}&language_id={number}")
    empty = style.empty
    return (
        f'{{"href":"{style.host}/productDescriptions/{own}","id":"{own}",'
        f'"name":{encode_basestring(name) if name else empty},"metaKeywords":{empty},'
        f'"metaDescription":{empty},"shortDescription":"{short}","description":"{text}",'
        f'"parameters":{empty},"packagingUnit":{empty},'
        f'"measurementUnit":"{"db" if hungarian else "pc"}","customContentTitle":{empty},'
        f'"customContent":{empty},"dateCreated":"{p.created}","dateUpdated":"{p.updated}",'
        f'"videoCode":{empty},"product":{product_href},'
        f'"language":{{"href":"{style.host}/languages/{language}"}}}}'
    )


def _nothing(p: Product, style: Style) -> str:
    """One of the four ways this service writes an absent value."""
    return (style.empty, style.empty, "null", '""')[p.look >> 12 & 3]


def _scalars(p: Product, style: Style, resource_id: str, link: str, nothing: str) -> str:
    """The plain fields, in the order of the official sample."""
    sku = encode_basestring(p.sku) if p.sku else nothing
    stock = p.look >> 16 & 63
    main = f'"product/{p.inner_id}.png"' if has_picture(p) else nothing
    return (
        f'{{"href":"{style.host}/productExtend/{link}",'
        f'"id":{encode_basestring(resource_id)},"innerId":"{p.inner_id}","sku":{sku},'
        f'"modelNumber":{nothing},"orderable":"1","price":"{p.price}","multiplier":"1.0000",'
        f'"multiplierLock":"0","loyaltyPoints":{style.empty},"stock1":"{stock}","stock2":"0",'
        f'"stock3":"0","stock4":"0","subtractStock":"1","mainPicture":{main},'
        f'"width":"0.00","height":"0.00","length":"0.00","weight":"0.00","status":"{p.status}",'
        f'"shipped":"1","minimalOrderNumber":"1","maximalOrderNumber":"0",'
        f'"minimalOrderNumberMultiply":"0","availableDate":"0000-00-00","quantity":"0.0000",'
        f'"sortOrder":"0","dateCreated":"{p.created}","dateUpdated":"{p.updated}",'
        f'"imageAlt":{style.empty},"freeShipping":"0","durableMediaDevice":"0"'
    )


def _links(p: Product, style: Style, product_href: str) -> str:
    """Links to the product's tax class, parent, statuses, units and manufacturer."""
    host = style.host
    tax = style.empty
    if p.has_tax_class:
        tax = f'{{"href":"{host}/taxClasses/{TAX_CLASS_IDS[int(p.vat)]}"}}'
    parent = product_href
    if p.parent is not None:
        parent = f'{{"href":"{host}/products/{path_id(style.product_id(p.parent))}"}}'
    elif p.look & 0x3000000 == 0:
        parent = style.empty
    status = f'{{"href":"{host}/stockStatuses/c3RvY2tTdGF0dXMtc3RvY2tfc3RhdHVzX2lkPTk="}}'
    unit = "Q2xhc3MtbGVuZ3RoX2NsYXNzX2lkPTE="
    maker = f'{{"href":"{host}/manufacturers/bWFudWZhY3R1cmVyLW1hbnVmYWN0dXJlcl9pZD0y"}}'
    if p.look & 0x4000000:
        own = "bWFudWZhY3R1cmVyLW1hbnVmYWN0dXJlcl9pZD0x"
        maker = (
            f'{maker[:-1]},"id":"{own}","innerId":"1","name":"Mintagyártó Kft.","picture":'
            f'{style.empty},"sortOrder":"0","robotsMetaTag":"0","dateCreated":"{p.created}",'
            f'"dateUpdated":"{p.created}","manufacturerDescriptions":'
            f'{{"href":"{host}/manufacturerDescriptions?manufacturerId={own}"}}}}'
        )
    return (
        f'"taxClass":{tax},"noStockStatus":{status},"inStockStatus":{status},'
        f'"productClass":{{"href":"{host}/productClasses/cHJvZHVjdENsYXNzLTE="}},'
        f'"parentProduct":{parent},"volumeUnit":{{"href":"{host}/lengthClasses/{unit}"}},'
        f'"weightUnit":{{"href":"{host}/weightClasses/{unit}"}},"manufacturer":{maker},'
        f'"onlyStock1Status":{status},"onlyStock2Status":{status},'
        f'"onlyStock3Status":{status},"onlyStock4Status":{status}'
    )


def product_extend(p: Product, style: Style, *, single: bool = False) -> str:
    """One `productExtend` item; `single` adds what only a single GET has."""
    host, empty = style.host, style.empty
    resource_id = product_resource_id(p)
    link = path_id(resource_id) if p.outer_id else resource_id
    href = f'{{"href":"{host}/products/{link}"}}'
    alias = _b64(f"urlAlias-url_alias_id={p.key + 5000}")
    slug = f"{(p.name or p.name_en)[:60].translate(_FOLD).encode('ascii', 'ignore').decode()}"
    images = empty
    if has_picture(p):
        picture = f"{picture_address(style.origin, p)}?lastmod=1.2"
        images = f'{{"mainImage":"{picture}","image1":"{picture}"}}'
    addons = ""
    if single:
        addons = (
            f'"productAddonProductRelations":{empty},'
            f'"productAddons":{{"href":"{host}/productExtend/{link}/productAddons"}},'
        )
    return (
        f"{_scalars(p, style, resource_id, link, _nothing(p, style))},"
        f'"productAttributeExtend":{_attributes(p, style)},"productPrices":[{_prices(p, style)}],'
        f'{_links(p, style, href)},"allImages":{images},'
        f'"productDescriptions":[{_description(p, style, href, hungarian=True)},'
        f"{_description(p, style, href, hungarian=False)}],"
        f'"productRelatedProductRelations":[],'
        f'"productCategoryRelations":{_array(_relations(p, style, href), empty)},'
        f'"productSpecials":{_array(_specials(p, style, href), empty)},'
        f'"productProductBadgeRelations":[],"productListAttributeValueRelations":'
        f'{{"href":"{host}/productListAttributeValueRelations?productId={link}"}},'
        f'"numberAttributeValues":{{"href":"{host}/numberAttributeValues?productId={link}"}},'
        f'"textAttributeValues":{{"href":"{host}/textAttributeValues?productId={link}"}},'
        f'"productTags":[],"productCollateralProductRelations":[],'
        f'"customerGroupProductPrices":[],{addons}'
        f'"relatedProducts":{{"href":"{host}/productExtend/{link}/relatedProducts"}},'
        f'"collateralProducts":{{"href":"{host}/productExtend/{link}/collateralProducts"}},'
        f'"urlAliases":{{"href":"{host}/urlAliases/{alias}","id":"{alias}","type":"PRODUCT",'
        f'"urlAlias":"{slug}-{p.inner_id}","urlAliasEntity":{href},'
        f'"language":{{"href":"{host}/languages/{LANGUAGE_HU}"}}}}}}'
    )


def _array(entries: str, empty: str) -> str:
    return f"[{entries}]" if entries else empty


def _attributes(p: Product, style: Style) -> str:
    """One attribute: a list of values per language, or a single number."""
    own = "bGlzdEF0dHJpYnV0ZS1hdHRyaWJ1dGVfaWQ9Mg=="
    head = f'[{{"href":"{style.host}/listAttributes/{own}","id":"{own}"'
    if p.look & 0x8000000:
        return f'{head},"type":"INTEGER","name":"suly","value":{{"value":"{p.look & 255}"}}}}]'
    language = f'{{"href":"{style.host}/languages/{LANGUAGE_HU}","id":"{LANGUAGE_HU}"}}'
    return (
        f'{head},"type":"LIST","name":"szin","value":'
        f'[{{"value":"Kék","language":{language},"href":"{style.host}/x/eA==","id":"eA=="}}]}}]'
    )
