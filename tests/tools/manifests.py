"""What package managers ask of a release: manifests for winget, Scoop and Flatpak.

python -m tests.tools.manifests FILES OUT --url URL

FILES holds the installer for Windows, the archive of the bundle and the .deb; URL is the folder from
which they will be fetched, https://.../releases/download/v0.1.0 for one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from shopsync_gui import __version__

ROOT = Path(__file__).resolve().parents[2]
FLATPAK = ROOT / "resources" / "packaging" / "linux" / "hu.shopsync.ShopSync.flatpak.json"
#: The publisher and the program in winget, and the version of its schema.
IDENTIFIER, SCHEMA = "ShopSync.ShopSync", "1.10.0"
#: The key of the installer under which Windows lists what can be uninstalled.
PRODUCT_CODE = "ShopSync"
SUMMARIES = {
    "en-US": "Keeps the product master of SalesAutopilot equal to a Shoprenter webshop",
    "hu-HU": "A SalesAutopilot terméktörzsét egyezteti a Shoprenter webshop kínálatával",
}

Fields: TypeAlias = "dict[str, str | list[str] | list[dict[str, str]]]"


def installer_name(version: str) -> str:
    """The installer for Windows."""
    return f"ShopSync-{version}-setup.exe"


def archive_name(version: str) -> str:
    """The bundle for Windows as an archive."""
    return f"shopsync-{version}-windows-x64.zip"


def deb_name(version: str) -> str:
    """The Debian package."""
    return f"shopsync_{version}_amd64.deb"


def winget(files: Path, url: str, version: str, day: date) -> dict[str, str]:
    """The four manifests of winget by their file names."""
    installer = files / installer_name(version)
    about: Fields = {"PackageIdentifier": IDENTIFIER, "PackageVersion": version}
    made: dict[str, Fields] = {
        "": {"DefaultLocale": "en-US", "ManifestType": "version"},
        ".installer": {
            "MinimumOSVersion": "10.0.17763.0",
            "InstallerType": "nullsoft",
            "Scope": "user",
            "InstallModes": ["interactive", "silent"],
            "UpgradeBehavior": "install",
            "ProductCode": PRODUCT_CODE,
            "ReleaseDate": day.isoformat(),
            "Installers": [
                {
                    "Architecture": "x64",
                    "InstallerUrl": f"{url}/{installer.name}",
                    "InstallerSha256": digest(installer).upper(),
                }
            ],
            "ManifestType": "installer",
        },
    }
    for locale, summary in SUMMARIES.items():
        made[f".locale.{locale}"] = {
            "PackageLocale": locale,
            "Publisher": "ShopSync contributors",
            "PackageName": "ShopSync",
            "PackageUrl": home(url),
            "License": "MIT",
            "ShortDescription": summary,
            "Tags": ["e-commerce", "newsletter", "products", "synchronization", "webshop"],
            "ManifestType": "defaultLocale" if locale == "en-US" else "locale",
        }
    return {
        f"{IDENTIFIER}{name}.yaml": _yaml({**about, **fields, "ManifestVersion": SCHEMA})
        for name, fields in made.items()
    }


def scoop(files: Path, url: str, version: str) -> str:
    """The manifest of Scoop."""
    archive = files / archive_name(version)
    manifest = {
        "version": version,
        "description": SUMMARIES["en-US"],
        "homepage": home(url),
        "license": "MIT",
        "architecture": {
            "64bit": {"url": f"{url}/{archive.name}", "hash": digest(archive)},
        },
        "extract_dir": "shopsync",
        "bin": "shopsync.exe",
        "shortcuts": [["shopsync-gui.exe", "ShopSync"]],
    }
    return json.dumps(manifest, indent=4) + "\n"


def flatpak(files: Path, url: str, version: str) -> str:
    """The manifest of Flatpak: what the .deb holds, in a sandbox."""
    package = files / deb_name(version)
    text = FLATPAK.read_text("utf-8")
    for name, value in (("URL", f"{url}/{package.name}"), ("SHA256", digest(package))):
        text = text.replace(f"@{name}@", value)
    return text


def home(url: str) -> str:
    """The page of the project whose release is fetched from here."""
    return url.partition("/releases/")[0]


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _yaml(fields: Fields) -> str:
    """The fields as YAML, whose strings in double quotes are those of JSON."""
    lines = []
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{name}: {_quoted(value)}")
            continue
        lines.append(f"{name}:")
        for item in value:
            if isinstance(item, str):
                lines.append(f"- {_quoted(item)}")
                continue
            parts = [f"{key}: {_quoted(part)}" for key, part in item.items()]
            lines += [f"- {parts[0]}", *(f"  {part}" for part in parts[1:])]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_all(files: Path, out: Path, url: str, version: str, day: date) -> list[Path]:
    """Write every manifest into `out`; the files written."""
    made = {f"winget/{name}": text for name, text in winget(files, url, version, day).items()}
    made["scoop/shopsync.json"] = scoop(files, url, version)
    made["flatpak/hu.shopsync.ShopSync.json"] = flatpak(files, url, version)
    written = []
    for name, text in made.items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        written.append(file)
    return written


def main(arguments: list[str]) -> int:
    """Write the manifests of this version."""
    parser = argparse.ArgumentParser(prog="manifests", description=__doc__)
    parser.add_argument("files", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--url", required=True)
    given = parser.parse_args(arguments)
    today = datetime.now(UTC).date()
    for file in write_all(given.files, given.out, given.url.rstrip("/"), __version__, today):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
