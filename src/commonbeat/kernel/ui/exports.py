"""Rows that leave the system as a file: what they are for is asked first and written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.kernel.publish.files import copied_csv, together

from .lists import FilterForm


class ExportForm(forms.Form):
    """Why rows leave the system."""

    reason = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=200,
        help_text=gettext_lazy("Kept in the audit log with your name and the number of rows."),
    )


def export(
    request: HttpRequest,
    filters: FilterForm,
    rows: Any,
    *,
    columns: Sequence[str],
    filename: str,
    title: str,
    template: str,
    start: Callable[..., None],
) -> HttpResponseBase:
    """Ask what the rows are for, then send them as CSV.

    Args:
        filters: the filters of the address.
        rows: the rows they want, in the order of the file.
        columns: fields of the rows, and their headings.
        filename: what the file is called.
        title: of the page that asks; ``%(n)s`` stands for the number of rows.
        template: that page, built on ``ui/form.html``; ``back`` is the query of the filters.
        start: checks and writes down the export; called with ``actor``, ``reason``, ``rows`` and ``filters``.

    Raises:
        BadRequest: a filter cannot be read; a file of other rows than were asked for would mislead.
    """
    if not filters.is_valid():
        raise BadRequest("A filter in the address cannot be read.")
    count = rows.count()
    form = ExportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {
            "title": title % {"n": f"{count:,}"},
            "form": form,
            "submit": _("Download CSV"),
            "back": filters.query,
        }
        return render(request, template, context, status=400 if form.errors else 200)
    start(actor=request.user, reason=form.cleaned_data["reason"], rows=count, filters=request.GET.urlencode())
    response = StreamingHttpResponse(
        together(copied_csv(columns, rows, columns)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
