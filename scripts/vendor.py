"""Fetch the browser files we ship (USWDS, Public Sans, htmx) and put them where the screen kit serves them.

Run it when a version changes: `python scripts/vendor.py` (needs npm). The files are committed, so neither a
build nor a test needs the network. Each release is pinned by the SHA-256 of its tarball; a difference stops
the script before anything is written.

The stylesheet is adapted on the way, so that it names only files we ship:
- its typefaces are left out and every font stack becomes Public Sans (the look has one typeface);
- the reference to the source map and to the hero photograph is dropped.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

UI = Path(__file__).resolve().parent.parent / "src" / "commonbeat" / "kernel" / "ui"
VENDOR = UI / "static" / "vendor"
FONTS = UI / "fonts"
FONT_STACK = '"Public Sans",system-ui,-apple-system,Segoe UI,Helvetica,Arial,sans-serif'
WEIGHTS = ("Regular", "Italic", "SemiBold", "Bold")


@dataclass(frozen=True)
class Release:
    """One pinned npm release."""

    package: str
    version: str
    sha256: str


USWDS = Release("@uswds/uswds", "3.14.0", "da91c65e6fc736fa397f0daf6ca2c2c95711506d85c7ad2537a4570725401e1c")
HTMX = Release("htmx.org", "2.0.11", "165a2655073e9e6e55e307a7c74e8ebcdb76afb7701f9c16cfd106a13add408e")


def fetch(release: Release, folder: Path) -> Path:
    """Download a release with npm and unpack it.

    Args:
        release: what to fetch, with the digest it must have.
        folder: an empty working folder.

    Returns:
        The unpacked `package` folder.

    Raises:
        SystemExit: the tarball is not the pinned one.
    """
    name = f"{release.package}@{release.version}"
    done = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(folder), name],
        check=True,
        capture_output=True,
        text=True,
    )
    tarball = folder / done.stdout.strip().splitlines()[-1]
    digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if digest != release.sha256:
        sys.exit(
            f"{name}: the tarball has SHA-256 {digest}, pinned is {release.sha256}. Nothing was written."
        )
    target = folder / release.package.replace("/", "_")
    with tarfile.open(tarball) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def adapt_stylesheet(css: str) -> str:
    """Return the USWDS stylesheet with one typeface and no reference to a file we do not ship."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(
        r"font-family:(?:Merriweather Web|Source Sans Pro Web)[^;}]*", f"font-family:{FONT_STACK}", css
    )
    css = re.sub(r"font-family:Roboto Mono Web[^;}]*", "font-family:ui-monospace,Consolas,monospace", css)
    css = re.sub(r"background-image:url\(\.\./img/hero\.jpg\);?", "", css)
    return re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)


def images_of(css: str) -> set[str]:
    """Return the image paths a stylesheet names, relative to its `img` folder."""
    return set(re.findall(r"url\([\"']?\.\./img/([^)\"'#?]+)", css))


def put(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def vendor_uswds(package: Path) -> None:
    """Write stylesheet, script, the images the stylesheet names, and the four weights of Public Sans."""
    dist, target = package / "dist", VENDOR / "uswds"
    css = adapt_stylesheet((dist / "css" / "uswds.min.css").read_text(encoding="utf-8"))
    (target / "css").mkdir(parents=True, exist_ok=True)
    (target / "css" / "uswds.min.css").write_text(css, encoding="utf-8")
    for script in ("uswds.min.js", "uswds-init.min.js"):
        text = (dist / "js" / script).read_text(encoding="utf-8")
        (target / "js").mkdir(parents=True, exist_ok=True)
        (target / "js" / script).write_text(re.sub(r"//# sourceMappingURL=.*", "", text), encoding="utf-8")
    for image in sorted(images_of(css)):
        put(dist / "img" / image, target / "img" / image)
    put(package / "LICENSE.md", target / "LICENSE.md")
    for weight in WEIGHTS:
        fonts = dist / "fonts" / "public-sans"
        put(fonts / f"PublicSans-{weight}.woff2", VENDOR / "public-sans" / f"PublicSans-{weight}.woff2")
        put(fonts / f"PublicSans-{weight}.ttf", FONTS / f"PublicSans-{weight}.ttf")


def vendor_htmx(package: Path) -> None:
    """Write htmx and its licence."""
    put(package / "dist" / "htmx.min.js", VENDOR / "htmx" / "htmx.min.js")
    put(package / "LICENSE", VENDOR / "htmx" / "LICENSE")


def main() -> None:
    """Fetch every release, then write; nothing is written unless all digests are right."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        uswds, htmx = fetch(USWDS, folder), fetch(HTMX, folder)
        vendor_uswds(uswds)
        vendor_htmx(htmx)
    print(f"Vendored USWDS {USWDS.version}, Public Sans and htmx {HTMX.version}.")


if __name__ == "__main__":
    main()
