"""Compile the translations (.po to .mo) with Babel, so that a fresh machine needs no gettext tools."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[1] / "src"


def main() -> None:
    """Compile every catalogue below ``src``."""
    for po in sorted(SOURCES.glob("**/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parents[1].name)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


if __name__ == "__main__":
    main()
