"""The portal's footer links: rooms register them, so the kernel needs to know no page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FooterLink:
    """One link under every public page."""

    label: str | Promise
    url_name: str
    order: int

    @property
    def href(self) -> str:
        """The address in the current language, or "" when the page is left out of this installation."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


_links: dict[str, FooterLink] = {
    "portal:how_we_publish": FooterLink(_("How we publish"), "portal:how_we_publish", 10),
    "portal:accessibility": FooterLink(_("Accessibility"), "portal:accessibility", 20),
}


def register_footer(label: str | Promise, url_name: str, order: int = 100) -> None:
    """Add a link to the portal's footer, or rename one already there (call it in `module.py`)."""
    _links[url_name] = FooterLink(label, url_name, order)


def footer_links() -> list[FooterLink]:
    """Return the links whose pages exist, in order."""
    return [link for link in sorted(_links.values(), key=lambda link: link.order) if link.href]
