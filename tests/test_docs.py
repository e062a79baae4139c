"""What the code cites is written down: sections of the contracts, decisions, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from shopsync_gui.cli.argument_parser import Parser
from shopsync_gui.core.runs.mail import COMPLETE_SUBJECT
from tests.tools.parser_commands import arguments, commands

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MODULES = sorted((ROOT / "shopsync_gui").rglob("*.py"))
#: `contract "shoprenter" 8.1, 8.3`, also broken at the end of a line.
CITED = re.compile(r'[Cc]ontract\s+(?:#:?\s+)?"([a-z]+)"\s+(?:#:?\s+)?([0-9][0-9., ]*)')
BARE = re.compile(r"[Cc]ontracts? (?:section )?[0-9]|[Dd]esign section")
DECISION = re.compile(r"[Dd]ecision\s+([0-9]{4})|decisions/([0-9]{4})")


def test_every_cited_section_of_a_contract_is_one_of_its_headings() -> None:
    cited = []
    for path in MODULES:
        text = path.read_text("utf-8")
        for name, sections in CITED.findall(text):
            cited += [
                (path.name, name, number) for number in re.findall(r"\d[\d.]*(?<!\.)", sections)
            ]
    assert len(cited) > 40
    headings = {path.stem: numbers(path) for path in (DOCS / "contracts").glob("*.md")}
    assert [
        citation for citation in cited if citation[2] not in headings.get(citation[1], set())
    ] == []


def test_a_citation_names_its_contract() -> None:
    assert [path.name for path in MODULES if BARE.search(path.read_text("utf-8"))] == []


def numbers(contract: Path) -> set[str]:
    """The numbers of the headings of a contract."""
    return set(re.findall(r"^#+ (\d[\d.]*?)\.? ", contract.read_text("utf-8"), re.MULTILINE))


def test_every_cited_decision_is_there() -> None:
    written = {path.name[:4] for path in (DOCS / "decisions").glob("0*.md")}
    sources = [*MODULES, *ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "tests").rglob("*.py")]
    cited = {
        "".join(found) for path in sources for found in DECISION.findall(path.read_text("utf-8"))
    }
    assert cited
    assert cited <= written


@pytest.mark.parametrize(
    "path",
    [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), *(ROOT / ".github").rglob("*.md")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_link_between_the_pages_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


#: A file or a folder with its path, as the pages write it: `store/search/finder.py`, `core/errors/`.
FILE = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_0-9]+\.[a-z]+)?)`")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*.md")) + sorted(DOCS.glob("[!c]*/*.md")) + sorted(DOCS.glob("*.md"))
)
def test_every_file_that_a_page_names_is_there(path: Path) -> None:
    named = FILE.findall(path.read_text("utf-8"))
    homes = (ROOT, ROOT / "shopsync_gui")
    assert [name for name in named if not any((home / name).exists() for home in homes)] == []


#: A module without its folder, which stands before it in the same line or is plain from what is told.
BARE_MODULE = re.compile(r"`([a-z_0-9]+\.py)`")


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted(DOCS.glob("*.md")))
def test_every_module_that_a_page_names_without_its_folder_is_there(path: Path) -> None:
    known = {
        file.name for home in ("shopsync_gui", "tests") for file in (ROOT / home).rglob("*.py")
    }
    known |= {file.name for file in ROOT.glob("*.py")}
    assert set(BARE_MODULE.findall(path.read_text("utf-8"))) <= known


#: A module as comments and docstrings write it, with its path or beside the one that names it.
MODULE = re.compile(r"`((?:[a-z_]+/)*[a-z_0-9]+\.py)`")


def test_every_module_that_another_one_names_is_there() -> None:
    lost = [
        (path.relative_to(ROOT), name)
        for path in MODULES
        for name in MODULE.findall(path.read_text("utf-8"))
        if not any((home / name).exists() for home in (ROOT, ROOT / "shopsync_gui", path.parent))
    ]
    assert lost == []


def test_the_architecture_names_its_files() -> None:
    named = set(FILE.findall((DOCS / "architecture.md").read_text("utf-8")))
    rooms = {name.partition("/")[0] for name in named}
    assert rooms >= {"core", "store", "remote", "sync", "ui"}


#: An option with the name of its value, or the name of a value alone, in a line of usage.
WORD = re.compile(r"--[a-z-]+(?: [A-Z]+)?|[A-Z]{2,}")


def usage(command: Parser) -> set[str]:
    """Options and values of a command, as its parser knows them."""
    words = set()
    for action in arguments(command):
        name = str(action.metavar or "")
        option = f"{action.option_strings[-1]} " if action.option_strings else ""
        words.add(f"{option}{name}".strip())
    return words


@pytest.mark.parametrize("name", ["README.md", "README.hu.md"])
def test_the_table_of_commands_says_what_the_parser_takes(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    table = re.search(r"```\n(shopsync connect.*?)```", text, re.DOTALL)
    assert table is not None
    found: dict[str, set[str]] = {}
    command = ""
    for line in table[1].splitlines():
        left = (
            re.split(r"(?<=\S) {2,}", line.strip())[0] if line.startswith("shopsync") else line[:55]
        )
        if line.startswith("shopsync"):
            command = left.split()[1]
            left = left.removeprefix(f"shopsync {command}")
        found.setdefault(command, set()).update(WORD.findall(left))
    assert found == {name: usage(parser) for name, parser in commands().items()}


GUIDE = DOCS / "guide"


def test_guide_has_the_same_chapters_in_both_languages() -> None:
    chapters = {path.name for path in (GUIDE / "hu").glob("*.md")}
    assert chapters == {path.name for path in (GUIDE / "en").glob("*.md")}
    assert "index.md" in chapters


@pytest.mark.parametrize("language", ["hu", "en"])
def test_guide_names_things_as_the_window_does(language: str) -> None:
    """What stands in *italics* is a text of the program, and known to the catalogue."""
    known = texts_in(language)
    unknown = []
    for path in sorted((GUIDE / language).glob("*.md")):
        text = re.sub(r"\s+", " ", path.read_text("utf-8").replace("**", ""))
        unknown += [(path.name, w) for w in re.findall(r"\*([^*]+)\*", text) if w not in known]
    assert unknown == []


def texts_in(language: str) -> set[str]:
    """The texts of the program in one of its languages."""
    with (ROOT / "resources/locale/hu/LC_MESSAGES/shopsync.po").open("rb") as file:
        catalogue = read_po(file)
    found: set[str] = set()
    for message in catalogue:
        texts = message.string if language == "hu" else message.id
        found |= {texts} if isinstance(texts, str) else set(texts or ())
    return found


@pytest.mark.parametrize(
    ("language", "name", "heading"),
    [("en", "README.md", "In the window"), ("hu", "README.hu.md", "Az ablakban")],
)
def test_the_readme_names_things_as_the_window_does(language: str, name: str, heading: str) -> None:
    """Pages stand in **bold**, what is in them in *italics*."""
    text = (ROOT / name).read_text("utf-8")
    section = re.search(rf"^## {heading}$(.*?)^## ", text, re.DOTALL | re.MULTILINE)
    assert section is not None
    named = [bold or italics for bold, italics in EMPHASISED.findall(section[1])]
    assert len(named) > 8
    known = texts_in(language)
    assert [label for label in named if " ".join(label.split()) not in known] == []


def translations() -> dict[str, set[str]]:
    """The Hungarian texts of each English one, without the ends that a sentence changes."""
    with (ROOT / "resources/locale/hu/LC_MESSAGES/shopsync.po").open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, set[str]] = {}
    for message in catalogue:
        ids, texts = (
            (some,) if isinstance(some, str) else tuple(some or ())
            for some in (message.id, message.string)
        )
        for text, translated in zip(ids, texts, strict=False):
            found.setdefault(bare(text), set()).add(bare(translated))
    return found


def bare(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip().rstrip(":.…")


#: What stands in **bold** or *italics*.
EMPHASISED = re.compile(r"\*\*([^*]+)\*\*|(?<!\*)\*([^*]+)\*(?!\*)")


@pytest.mark.parametrize("chapter", sorted(path.name for path in (GUIDE / "en").glob("*.md")))
def test_both_languages_of_the_guide_name_the_same_labels(chapter: str) -> None:
    known = translations()
    english, hungarian = (
        [
            bare(bold or italics)
            for bold, italics in EMPHASISED.findall((GUIDE / language / chapter).read_text("utf-8"))
        ]
        for language in ("en", "hu")
    )
    labels = [label for label in english if label in known]
    assert [label for label in labels if not known[label] & set(hungarian)] == []
    texts = set().union(*known.values())
    meant = set().union(*(known[label] for label in labels))
    assert [label for label in hungarian if label in texts and label not in meant] == []


@pytest.mark.parametrize(
    ("quoted", "hungarian"), [(r"“([^”{}%]+)”", False), (r"„([^”{}%]+)”", True)]
)
def test_what_a_text_quotes_is_a_caption_or_a_command(quoted: str, hungarian: bool) -> None:
    known = translations()
    captions = set().union(*known.values()) if hungarian else set(known)
    own = "Nincs kategorizálva"  # what the account is looked through for, in Hungarian always
    named = [
        name
        for text in captions
        for name in re.findall(quoted, text)
        if not name.startswith("shopsync") and name != own
    ]
    assert len(named) > 3
    assert [name for name in named if bare(name) not in captions] == []


def test_the_guides_name_the_subject_that_a_filter_looks_for() -> None:
    pages = sorted((DOCS / "guide").glob("*/notifications.md"))
    assert [page.parent.name for page in pages] == ["en", "hu"]
    assert all(COMPLETE_SUBJECT in page.read_text("utf-8") for page in pages)
