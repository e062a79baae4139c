"""Words of an invented Hungarian webshop: category tree, nouns, colours, materials, sentences."""

from __future__ import annotations

from typing import Final, NamedTuple


class Leaf(NamedTuple):
    """A category that holds products, with what its products are called."""

    name: str
    english: str
    code: str
    nouns: tuple[tuple[str, str], ...]
    sizes: tuple[str, ...]
    materials: tuple[tuple[str, str], ...]
    cheapest: int  # net, in forints
    dearest: int
    vat: int


class Branch(NamedTuple):
    """A category of the second level."""

    name: str
    english: str
    prefix: tuple[str, str]
    leaves: tuple[Leaf, ...]


class Root(NamedTuple):
    """A category of the first level."""

    name: str
    english: str
    branches: tuple[Branch, ...]


COLOURS: Final = (
    ("fekete", "black"), ("fehér", "white"), ("piros", "red"), ("sötétkék", "navy"),
    ("zöld", "green"), ("barna", "brown"), ("szürke", "grey"), ("bordó", "burgundy"),
    ("törtfehér", "off-white"), ("mustársárga", "mustard"), ("rózsaszín", "pink"),
    ("őszibarack", "peach"), ("türkiz", "turquoise"), ("lila", "purple"),
)  # fmt: skip
_SHOES = tuple(str(n) for n in range(35, 47))
_CLOTHES = ("XS", "S", "M", "L", "XL", "XXL")
_LITRES = ("0,5 l", "1 l", "2 l", "5 l")
_GRAMS = ("100 g", "250 g", "500 g", "1 kg")
_CM = ("20 cm", "24 cm", "28 cm", "32 cm")
_NONE = ("",)
_LEATHER = (
    ("bőr", "leather"),
    ("velúr", "suede"),
    ("vászon", "canvas"),
    ("műbőr", "vegan leather"),
)
_CLOTH = (("pamut", "cotton"), ("len", "linen"), ("gyapjú", "wool"), ("kötött", "knitted"))
_HARD = (("fa", "wooden"), ("fém", "metal"), ("üveg", "glass"), ("kerámia", "ceramic"))
_FOOD = (
    ("bio", "organic"),
    ("kézműves", "artisan"),
    ("hazai", "local"),
    ("gluténmentes", "gluten-free"),
)
_TECH = (
    ("vezeték nélküli", "wireless"),
    ("összecsukható", "folding"),
    ("LED-es", "LED"),
    ("USB-C", "USB-C"),
)


def _wear(code: str, low: int, high: int) -> tuple[Leaf, ...]:
    """The three leaves every clothing branch has: the same names under different parents."""
    return (
        Leaf("Cipők", "Shoes", f"{code}C",
             (("cipő", "shoe"), ("szandál", "sandal"), ("bakancs", "boot"), ("papucs", "slipper")),
             _SHOES, _LEATHER, low * 3, high * 3, 27),
        Leaf("Felsők", "Tops", f"{code}F",
             (("póló", "T-shirt"), ("pulóver", "sweater"), ("ing", "shirt"), ("kabát", "coat")),
             _CLOTHES, _CLOTH, low, high, 27),
        Leaf("Kiegészítők", "Accessories", f"{code}K",
             (("öv", "belt"), ("sál", "scarf"), ("kesztyű", "gloves"), ("táska", "bag")),
             _NONE, _LEATHER, low, high, 27),
    )  # fmt: skip


TREE: Final = (
    Root("Ruházat", "Clothing", (
        Branch("Női", "Women", ("Női", "Women's"), _wear("N", 2500, 19900)),
        Branch("Férfi", "Men", ("Férfi", "Men's"), _wear("F", 2900, 21900)),
        Branch("Gyerek", "Kids", ("Gyerek", "Kids'"), _wear("G", 1500, 9900)),
    )),
    Root("Otthon és kert", "Home and garden", (
        Branch("Konyha", "Kitchen", ("Konyhai", "Kitchen"), (
            Leaf("Edények", "Pots", "KED", (("lábas", "pot"), ("serpenyő", "pan"), ("bögre",
                "mug")),
                 _CM, _HARD, 1200, 24900, 27),
            Leaf("Textilek", "Textiles", "KTX", (("konyharuha", "tea towel"), ("terítő",
                "tablecloth")),
                 _NONE, _CLOTH, 700, 7900, 27),
            Leaf("Kiegészítők", "Accessories", "KKI", (("vágódeszka", "board"), ("őrlő",
                "grinder")),
                 _NONE, _HARD, 900, 12900, 27))),
        Branch("Kert", "Garden", ("Kerti", "Garden"), (
            Leaf("Növényápolás", "Plant care", "KNA", (("öntözőkanna", "watering can"), ("kaspó",
                "pot")),
                 _LITRES, _HARD, 900, 9900, 27),
            Leaf("Bútorok", "Furniture", "KBU", (("szék", "chair"), ("asztal", "table"), ("pad",
                "bench")),
                 _NONE, _HARD, 9900, 129900, 27))),
        Branch("Világítás", "Lighting", ("Hangulatos", "Cosy"), (
            Leaf("Lámpák", "Lamps", "VLA", (("állólámpa", "floor lamp"), ("függőlámpa", "pendant")),
                 _CM, _HARD, 4900, 59900, 27),)),
    )),
    Root("Élelmiszer", "Food", (
        Branch("Kamra", "Pantry", ("Válogatott", "Selected"), (
            Leaf("Lekvárok és mézek", "Jams and honey", "ELM", (("lekvár", "jam"), ("méz",
                "honey")),
                 _GRAMS, _FOOD, 700, 4900, 27),
            Leaf("Lisztek és magvak", "Flours and seeds", "ELI", (("liszt", "flour"), ("mag",
                "seeds")),
                 _GRAMS, _FOOD, 400, 3900, 18))),
        Branch("Tejtermék & sajt", "Dairy & cheese", ("Friss", "Fresh"), (
            Leaf("Sajtok", "Cheeses", "ESA", (("sajt", "cheese"), ("túró", "curd")),
                 _GRAMS, _FOOD, 900, 6900, 18),)),
    )),
    Root("Könyv és játék", "Books and toys", (
        Branch("Könyvek", "Books", ("Illusztrált", "Illustrated"), (
            Leaf("Mesekönyvek", "Storybooks", "KME", (("mesekönyv", "storybook"), ("leporelló",
                "board book")),
                 _NONE, (("keménytáblás", "hardback"), ("puhatáblás", "paperback")), 1500, 6900, 5),
            Leaf("Szakácskönyvek", "Cookbooks", "KSZ", (("szakácskönyv", "cookbook"),),
                 _NONE, (("keménytáblás", "hardback"), ("fűzött", "sewn")), 2500, 9900, 5))),
        Branch("Játékok", "Toys", ("Kreatív", "Creative"), (
            Leaf("Fajátékok", "Wooden toys", "JFA", (("kirakó", "puzzle"), ("építőkocka",
                "blocks")),
                 _NONE, _HARD, 1900, 19900, 27),
            Leaf("Kiegészítők", "Accessories", "JKI", (("tárolódoboz", "storage box"),),
                 _NONE, _HARD, 1200, 8900, 27))),
    )),
    Root("Műszaki cikkek", "Electronics", (
        Branch("Telefon", "Phones", ("Okos", "Smart"), (
            Leaf("Tokok", "Cases", "TTO", (("telefontok", "phone case"), ("védőfólia",
                "protector")),
                 _NONE, _LEATHER, 900, 12900, 27),
            Leaf("Töltők", "Chargers", "TTL", (("töltő", "charger"), ("kábel", "cable")),
                 _NONE, _TECH, 1200, 24900, 27))),
        Branch("Hang", "Audio", ("Prémium", "Premium"), (
            Leaf("Fülhallgatók", "Headphones", "HFU", (("fülhallgató", "earphones"),
                ("fejhallgató", "headphones")),
                 _NONE, _TECH, 3900, 119900, 27),)),
    )),
    Root("Szépségápolás", "Beauty", (
        Branch("Arcápolás", "Face care", ("Gyengéd", "Gentle"), (
            Leaf("Krémek", "Creams", "SKR", (("arckrém", "face cream"), ("szérum", "serum")),
                 ("30 ml", "50 ml", "100 ml"), _FOOD, 1900, 19900, 27),
            Leaf("Szappanok", "Soaps", "SSZ", (("szappan", "soap"), ("sampon", "shampoo")),
                 _GRAMS, _FOOD, 600, 5900, 27))),
    )),
)  # fmt: skip

EXTRA_ROOTS: Final = (
    ("Akciók", "Offers"),
    ("Újdonságok", "New arrivals"),
    ("Karácsony 🎄", "Christmas 🎄"),
)

SENTENCES: Final = (
    ("Válogatott alapanyagból, gondos kivitelezéssel készült.",
     "Made of selected materials with great care."),
    ("Kellemes viselet, amely egész nap kényelmes marad.", "A pleasant choice for the whole day."),
    ("A képek tájékoztató jellegűek, a szín a kijelzőtől függően eltérhet.",
     "Pictures are for information only; colours may differ on your screen."),
    ("Hűvös, száraz helyen, gyermekek elől elzárva tárolandó.",
     "Store in a cool, dry place, away from children."),
    ("Kíméletes tisztítást igényel, szárítógépben nem szárítható.",
     "Needs gentle cleaning, do not tumble dry."),
    ("Raktárról azonnal, akár másnapra kiszállítjuk.", "In stock, delivered as soon as tomorrow."),
    ("A csomag tartalma: 1 db termék és magyar nyelvű útmutató.",
     "The package contains 1 piece and a manual in Hungarian."),
    ("Környezetbarát csomagolásban érkezik, műanyag nélkül.",
     "Arrives in plastic-free, friendly packaging."),
    ("Két év jótállás, 14 napos visszaküldési lehetőség.",
     "Two years of warranty, returns within 14 days."),
    ("Űrtartalmát és méreteit a lenti táblázat mutatja.",
        "See the table below for its dimensions."),
    ("Ajándékba is kiváló választás, kérésre díszcsomagoljuk.",
     "A fine present, gift wrapping on request."),
    ("Őszi-téli kollekciónk egyik legkedveltebb darabja.",
     "One of the favourites of our autumn and winter collection."),
)  # fmt: skip
