"""Letters as programs and people build them, invented: each with the products in it and their prices."""

from __future__ import annotations

from typing import NamedTuple

_SHOP = "https://bolt.hu/"


class Sold(NamedTuple):
    """A product of a letter; `old` is its crossed-out price."""

    slug: str
    name: str
    price: str
    old: str

    @property
    def link(self) -> str:
        """The address of its page."""
        return _SHOP + self.slug

    @property
    def struck(self) -> str:
        """Its earlier price, crossed out."""
        return f'<span style="color:#999;text-decoration:line-through">{self.old} Ft</span>'

    @property
    def image(self) -> str:
        """Its picture, with a link."""
        return (
            f'<a href="{self.link}" target="_blank"><img src="{_SHOP}image/{self.slug}.jpg"'
            f' width="180" alt="{self.name}" style="display:block;border:0"></a>'
        )

    def button(self, words: str = "Megnézem") -> str:
        """A button that is a link."""
        return f'<a href="{self.link}" style="background:#d33;color:#fff;padding:10px 24px">{words}</a>'

    @property
    def title(self) -> str:
        """Its name, with a link."""
        return f'<a href="{self.link}" style="text-decoration:none">{self.name}</a>'


A = Sold("kek-polo", "Kék póló", "3 990", "4 990")
B = Sold("piros-cipo", "Piros cipő", "12 490", "15 990")
C = Sold("zold-sapka", "Zöld sapka", "2 190", "2 790")
D = Sold("fekete-taska", "Fekete táska", "8 450", "9 900")
ALL = (A, B, C, D)
THREE = ALL[:3]

_HEAD = (
    "<!doctype html><html><head><title>Akció 1 Ft</title><style>.x{content:'5 Ft'}</style></head>"
    '<body><div style="display:none;max-height:0">Már 1 990 Ft-tól!</div>'
    f'<table width="100%"><tr><td><a href="{_SHOP}">Bolt</a></td></tr></table>'
)
_FOOT = (
    "<table><tr><td>Ingyenes szállítás 20 000 Ft felett.</td></tr><tr><td>Bolt Kft., 1111 Budapest,"
    f' Fő u. 2. <a href="{_SHOP}leiratkozas">Leiratkozás</a></td></tr></table></body></html>'
)


class BuiltLetter(NamedTuple):
    """A letter, and of each product its price; "" where nobody could tell it by the letter's form."""

    name: str
    html: str
    prices: dict[str, str]


def _plain(price: str) -> str:
    return price.replace(" ", "")


def _letter(
    name: str, body: str, *products: Sold, unclear: tuple[Sold, ...] = (), bare: bool = False
) -> BuiltLetter:
    html = body if bare else _HEAD + body + _FOOT
    prices = {each.link: "" if each in unclear else _plain(each.price) for each in products}
    return BuiltLetter(name, html, prices)


def _rows(*cells: object) -> str:
    return "".join(f"<tr><td>{cell}</td></tr>" for cell in cells)


def _row(cells: list[str]) -> str:
    inner = "".join(f'<td width="33%" align="center" valign="top">{cell}</td>' for cell in cells)
    return f"<tr>{inner}</tr>"


def _money(price: str) -> str:
    return f'<p style="margin:0;font-size:18px"><b>{price}&nbsp;Ft</b></p>'


def _card(each: Sold) -> str:
    rows = _rows(each.image, each.title, f"{each.struck} {_money(each.price)}", each.button())
    return f'<table width="180">{rows}</table>'


def _mjml(each: Sold) -> str:
    return (
        '<!--[if mso | IE]><td style="vertical-align:top;width:200px;"><![endif]-->'
        '<div class="mj-column-per-33 mj-outlook-group-fix" style="display:inline-block;width:100%">'
        '<table border="0" role="presentation" width="100%"><tbody>'
        f'<tr><td align="center"><table><tbody><tr><td style="width:180px;">{each.image}</td></tr>'
        "</tbody></table></td></tr>"
        f'<tr><td align="center"><div style="font-size:15px;">{each.name}</div></td></tr>'
        f'<tr><td align="center"><div><s>{each.old} Ft</s> <b>{each.price} Ft</b></div></td></tr>'
        '<tr><td align="center"><table><tr><td bgcolor="#d33" role="presentation">'
        f"{each.button()}</td></tr></table></td></tr></tbody></table></div>"
        "<!--[if mso | IE]></td><![endif]-->"
    )


def _vml(each: Sold) -> str:
    return (
        f'<div><!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="{each.link}"'
        f' style="height:40px;width:200px;"><center>Kosárba 999 999 Ft</center></v:roundrect>'
        f"<![endif]--><!--[if !mso]><!-- -->{each.button('Kosárba')}<!--<![endif]--></div>"
    )


def _block(kind: str, inner: str) -> str:
    return (
        f'<table class="mcn{kind}Block" width="100%"><tbody class="mcn{kind}BlockOuter"><tr>'
        f'<td class="mcn{kind}BlockInner"><table align="left" class="mcn{kind}ContentContainer">'
        f'<tbody><tr><td class="mcn{kind}Content">{inner}</td></tr></tbody></table></td></tr>'
        "</tbody></table>"
    )


def _zigzag() -> str:
    rows = ""
    for number, each in enumerate(ALL):
        words = f"<td><h3>{each.name}</h3>{_money(each.price)}{each.button()}</td>"
        picture = f"<td>{each.image}</td>"
        cells = words + picture if number % 2 else picture + words
        rows += f"<tr>{cells}</tr>"
    return f"<table>{rows}</table>"


def _zigzag_of_pictures() -> str:
    rows = ""
    for number, each in enumerate(ALL):
        words = f"<td><h3>{each.name}</h3>{_money(each.price)}</td>"
        picture = f"<td>{each.image}</td>"
        rows += f"<tr>{words + picture if number % 2 else picture + words}</tr>"
    return f"<table>{rows}</table>"


def _amp() -> str:
    cards = "".join(
        f'<div class="slide"><a href="{each.link}"><amp-img src="{_SHOP}i/{each.slug}.jpg"'
        f' layout="responsive" width="300" height="300" alt="{each.price} Ft"></amp-img></a>'
        f'<h4>{each.name}</h4><div class="price">{each.price} Ft</div>'
        f'<a class="cta" href="{each.link}">Megnézem</a></div>'
        for each in ALL
    )
    return f'<amp-carousel type="slides" width="450" height="300">{cards}</amp-carousel>'


LETTERS = (
    _letter(
        "one column of tables",
        "".join(f'<table width="600"><tr><td>{_card(each)}</td></tr></table>' for each in ALL),
        *ALL,
    ),
    _letter(
        "two columns of tables",
        f"<table>{_row([_card(A), _card(B)])}{_row([_card(C), _card(D)])}</table>",
        *ALL,
    ),
    _letter("three columns of tables", f"<table>{_row([_card(e) for e in THREE])}</table>", *THREE),
    _letter(
        "three columns, a row each of pictures, names, prices, buttons",
        "<table>"
        + _row([e.image for e in THREE])
        + _row([e.title for e in THREE])
        + _row([_money(e.price) for e in THREE])
        + _row([e.button() for e in THREE])
        + "</table>",
        *THREE,
    ),
    _letter(
        "three columns, rows of pictures and then names and prices without links",
        "<table>"
        + _row([e.image for e in THREE])
        + _row([f"{e.name}<br>{e.struck}<br>{e.price} Ft" for e in THREE])
        + "</table>",
        *THREE,
    ),
    _letter(
        "two columns, a row of prices above the pictures",
        "<table>"
        + "".join(
            _row([_money(e.price) for e in pair]) + _row([e.image for e in pair])
            for pair in ((A, B), (C, D))
        )
        + "</table>",
        *ALL,
    ),
    _letter(
        "three columns by rows, one is sold out and says no price",
        "<table>"
        + _row([e.image for e in THREE])
        + _row([_money(A.price), "Elfogyott", _money(C.price)])
        + _row([e.button() for e in THREE])
        + "</table>",
        *THREE,
        unclear=(B,),
    ),
    _letter(
        "columns for Outlook by conditional comments",
        "<!--[if mso]><table><tr><td width='300'><![endif]-->"
        + "<!--[if mso]></td><td width='300'><![endif]-->".join(
            '<div style="display:inline-block;width:300px">'
            f"{e.image}<p>{e.name}</p><p>{e.price} Ft</p>{_vml(e)}</div>"
            for e in ALL
        )
        + "<!--[if mso]></td></tr></table><![endif]-->",
        *ALL,
    ),
    _letter(
        "MJML",
        '<div style="margin:0 auto;max-width:600px;"><table role="presentation"><tbody><tr><td>'
        + "".join(map(_mjml, THREE))
        + "</td></tr></tbody></table></div>",
        *THREE,
    ),
    _letter("AMP carousel", _amp(), *ALL, bare=True),
    _letter(
        "Mailchimp: picture, text and button in blocks",
        "".join(
            _block("Image", e.image)
            + _block("Text", f"<h3>{e.name}</h3>{_money(e.price)}")
            + _block("Button", e.button())
            for e in ALL
        ),
        *ALL,
    ),
    _letter(
        "Mailchimp: text above the picture in blocks of their own",
        "".join(
            _block("Text", f"<h3>{e.name}</h3>{_money(e.price)}") + _block("Image", e.image)
            for e in ALL
        ),
        *ALL,
    ),
    _letter(
        "Mailchimp: text below the picture in blocks of their own",
        "".join(
            _block("Image", e.image) + _block("Text", f"<h3>{e.name}</h3>{_money(e.price)}")
            for e in ALL
        ),
        *ALL,
    ),
    _letter(
        "Mailchimp: text and price above a button",
        "".join(
            _block("Text", f"<h3>{e.name}</h3>{e.struck}{_money(e.price)}")
            + _block("Button", e.button())
            for e in ALL
        ),
        *ALL,
    ),
    _letter(
        "SalesAutopilot: picture at the left, words at the right",
        '<table class="sa-content">'
        + "".join(
            f'<tr><td class="sa-col" width="200">{e.image}</td><td class="sa-col">'
            f"<p><strong>{e.name}</strong></p><p><del>{e.old},-</del></p>"
            f"<p><strong>{e.price},-</strong></p><p>{e.button('Megveszem')}</p></td></tr>"
            for e in ALL
        )
        + "</table>",
        *ALL,
    ),
    _letter("pictures at the left and right in turns", _zigzag(), *ALL),
    _letter("pictures in turns, the only links", _zigzag_of_pictures(), *ALL),
    _letter(
        "price above the picture in each cell",
        f"<table>{_row([_money(e.price) + e.image + e.title for e in THREE])}</table>",
        *THREE,
    ),
    _letter(
        "one cell, a line each: name, price, link",
        "<table><tr><td>"
        + "<br>".join(f"{e.name} {e.price} Ft {e.button()}" for e in ALL)
        + "</td></tr></table>",
        *ALL,
    ),
    _letter(
        "one cell, lines of name, price and link",
        "<table><tr><td>"
        + "<br><br>".join(f"{e.name}<br>{e.price} Ft<br>{e.button()}" for e in ALL)
        + "</td></tr></table>",
        *ALL,
    ),
    _letter(
        "one cell, lines of link, name and price",
        "<table><tr><td>"
        + "<br><br>".join(f"{e.image}<br>{e.name}<br>{e.price} Ft" for e in ALL)
        + "</td></tr></table>",
        *ALL,
    ),
    _letter(
        "one paragraph: price, then link, and so on",
        "<p>" + " ".join(f"{e.price} Ft {e.title}," for e in ALL) + "</p>",
        *ALL,
    ),
    _letter(
        "paragraphs in one element: price above each link",
        "<div>"
        + "".join(f"<p>{e.name}</p><p>{e.price} Ft</p><p>{e.button()}</p>" for e in ALL)
        + "</div>",
        *ALL,
    ),
    _letter(
        "paragraphs in one element: price below each link",
        "<div>" + "".join(f"<p>{e.title}</p><p>{e.price} Ft</p>" for e in ALL) + "</div>",
        *ALL,
    ),
    _letter(
        "paragraphs in one element: price between picture and button",
        "<div>"
        + "".join(
            f"<p>{e.image}</p><p>{e.name}</p><p>{e.price} Ft</p><p>{e.button()}</p>" for e in ALL
        )
        + "</div>",
        *ALL,
    ),
    _letter(
        "whole cards are links",
        "<table>"
        + _row(
            [
                f'<a href="{e.link}"><table><tr><td><img src="{e.slug}.jpg"></td></tr><tr><td>{e.name}'
                f"</td></tr><tr><td><s>{e.old} Ft</s> {e.price} Ft</td></tr></table></a>"
                for e in THREE
            ]
        )
        + "</table>",
        *THREE,
    ),
    _letter(
        "a list",
        "<ul>" + "".join(f"<li>{e.title}: {e.price} Ft</li>" for e in ALL) + "</ul>",
        *ALL,
    ),
    _letter(
        "a price list, prices at the right",
        "<table><tr><th>Termék</th><th>Régi ár</th><th>Új ár</th></tr>"
        + "".join(
            f"<tr><td>{e.title}</td><td><s>{e.old} Ft</s></td><td>{e.price} Ft</td></tr>"
            for e in ALL
        )
        + "</table>",
        *ALL,
    ),
    _letter(
        "a price list, prices at the left",
        "<table>"
        + "".join(f"<tr><td>{e.price} Ft</td><td>{e.title}</td></tr>" for e in ALL)
        + "</table>",
        *ALL,
    ),
    _letter(
        "two prices without any mark",
        "<table>"
        + _row([f"{e.image}<p>{e.old} Ft</p><p>{e.price} Ft</p>" for e in THREE])
        + "</table>",
        *THREE,
        unclear=THREE,
    ),
    _letter(
        "price in the button's words",
        "<table>"
        + _row([e.image + e.button(f"Kérem {e.price} Ft-ért") for e in THREE])
        + "</table>",
        *THREE,
    ),
    _letter(
        "delivery and a voucher between the products",
        "<table>"
        + _rows(
            _card(A),
            "Ingyenes szállítás 15 000 Ft felett!",
            _card(B),
            "Kuponja értéke: 2 000 Ft",
            _card(C),
        )
        + "</table>",
        *THREE,
    ),
    _letter(
        "two products for one price",
        f"<table><tr><td>{A.image}{A.title}</td><td>+</td><td>{B.image}{B.title}</td></tr>"
        "<tr><td colspan='3'><b>Együtt 14 990 Ft</b></td></tr></table>" + _card(C),
        A,
        B,
        C,
        unclear=(A, B),
    ),
    _letter(
        "two products and one price that says not whose",
        f"<table><tr><td>{A.image}</td><td>{B.image}</td></tr>"
        "<tr><td colspan='2'><b>14 990 Ft</b></td></tr></table>" + _card(C),
        A,
        B,
        C,
        unclear=(A, B),
    ),
    _letter(
        "a large one with its price in front, the others in two columns",
        f"<h1>{D.name} most {D.price} Ft</h1>{D.image}<table>{_row([_card(A), _card(B)])}</table>",
        D,
        A,
        B,
    ),
)
