"""Template tags of the screen kit: `{% load ui %}`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from commonbeat.kernel.ui import forms, menu, words
from commonbeat.kernel.ui.footer import FooterLink
from commonbeat.kernel.ui.footer import footer_links as registered_footer_links
from commonbeat.kernel.ui.site import current_site

register = template.Library()


@register.simple_tag
def maybe_url(name: str, fallback: str = "") -> str:
    """Return the address of a named page, or `fallback` when this installation leaves it out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return fallback


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, str]]:
    """Return this page's address in each other language of the site: `href`, `code`, `name`."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    codes = [code for code in current_site().languages if code != get_language()]
    links = []
    for code in codes:
        href = translate_url(request.get_full_path(), code)
        if href != request.get_full_path():
            name = get_language_info(code)["name_local"].capitalize()
            links.append({"href": href, "code": code, "name": name})
    return links


@register.simple_tag(takes_context=True)
def menu_entries(context: Context) -> list[menu.Shown]:
    """Return the console's navigation for the viewer of this page."""
    request: HttpRequest | None = context.get("request")
    if request is None or not hasattr(request, "user"):
        return []
    return menu.shown(request.user, request.path)


@register.simple_tag
def footer_links() -> list[FooterLink]:
    """Return the portal's footer links."""
    return registered_footer_links()


@register.simple_tag
def local_now(pattern: str) -> str:
    """Return the agency's wall clock now, in Django's date pattern."""
    return date_format(timezone.now().astimezone(current_site().zone), pattern)


@register.filter
def local(moment: datetime | None) -> datetime | None:
    """Return a UTC moment on the agency's wall clock; a naive one is already there."""
    if moment is None or timezone.is_naive(moment):
        return moment
    return moment.astimezone(current_site().zone).replace(tzinfo=None)


@register.filter
def clock(moment: datetime | None) -> str:
    """Return the agency's wall clock, "Tue 4 Nov 23:40", of another year with the year; "" for no moment."""
    shown = local(moment)
    if shown is None:
        return ""
    this_year = timezone.now().astimezone(current_site().zone).year
    return date_format(shown, "D j M H:i" if shown.year == this_year else "D j M Y H:i")


@register.filter
def dated(moment: datetime | None) -> str:
    """Return the agency's wall clock with the year, "Tue 4 Nov 2026 23:40", for papers that are kept; "" for no moment."""
    shown = local(moment)
    return date_format(shown, "D j M Y H:i") if shown else ""


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """Return the age, "12 min", with the exact time on hover, in the markup and in print."""
    if moment is None:
        return ""
    age = words.duration(timezone.now() - moment)
    exact = date_format(moment.astimezone(current_site().zone), "D j M Y H:i:s")
    return format_html(
        '<time class="cb-ago" datetime="{}" title="{}">{}</time><span class="cb-print">{}</span>',
        moment.isoformat(),
        exact,
        age,
        exact,
    )


@register.filter
def duration(value: timedelta | float | None) -> str:
    """Return a duration in words, "6 min 10 s"; a bare number is seconds; "" for none."""
    if value is None:
        return ""
    return words.duration(value if isinstance(value, timedelta) else timedelta(seconds=value), fine=True)


@register.filter
def number(value: float | int | None, places: int = 0) -> str:
    """Return a number with the locale's separators; "–" for none."""
    return words.number(value, places)


@register.simple_tag
def statusword(kind: str, text: str = "") -> SafeString:
    """Return a status as shape and word: on_time ●, due_soon ◐, late ▲, done ✓.

    Args:
        kind: one of the four statuses; another one raises KeyError, because a fifth has no shape.
        text: other words for it, "on scene".
    """
    status = words.STATUSES[kind]
    return format_html(
        '<span class="cb-status cb-status--{}"><span aria-hidden="true">{}</span> {}</span>',
        kind.replace("_", "-"),
        status.shape,
        text or status.word,
    )


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """Return this page's query string with some values changed ("" or None drops one); the rest is kept."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """Return a form field's control with its USWDS class and its links to hint and error."""
    return forms.control(field)


@register.inclusion_tag("ui/partials/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """Draw label, hint, error and control of one form field."""
    return {"field": field, "input": forms.control(field), **forms.kind_of(field)}
