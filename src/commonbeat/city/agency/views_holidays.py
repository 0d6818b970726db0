"""The page that keeps the days on which the office is closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.access import needs
from commonbeat.kernel.clocks import now

from .forms import HolidayForm, ReasonForm, UsualForm
from .holidays import add_holidays, remove_holiday, usual_holidays
from .models import Holiday
from .queries import agency


@needs("agency.edit")
def holidays(request: HttpRequest) -> HttpResponse:
    """Show the holidays from this year on; add one with a reason."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_holidays([form.save(commit=False)], actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The office is closed on this day."))
        return redirect("agency:holidays")
    today = agency().local_time(now()).date()
    rows = list(Holiday.objects.filter(day__year__gte=today.year))
    empty = [year for year in (today.year, today.year + 1) if not any(one.day.year == year for one in rows)]
    shown = {
        "rows": rows,
        "today": today,
        "empty_years": empty,
        "form": form,
        "usual": UsualForm(initial={"year": (empty or [today.year + 1])[0]}, auto_id="usual_%s"),
    }
    return render(request, "agency/holidays.html", shown, status=400 if form.errors else 200)


@needs("agency.edit")
def usual(request: HttpRequest) -> HttpResponse:
    """Add the usual holidays of a year, with a reason."""
    form = UsualForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = add_holidays(usual_holidays(given["year"]), actor=request.user, reason=given["reason"])
        text = ngettext("%(number)s holiday was added.", "%(number)s holidays were added.", len(new))
        messages.success(request, text % {"number": len(new)})
        return redirect("agency:holidays")
    shown = {"form": form, "title": _("The usual holidays of a year"), "submit": _("Add them")}
    return render(request, "ui/form.html", shown, status=400 if form.errors else 200)


@needs("agency.edit")
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a day off the list, with a reason."""
    holiday = get_object_or_404(Holiday, id=key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove_holiday(holiday, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The office is open on this day."))
        return redirect("agency:holidays")
    title = _("Open the office on %(holiday)s?") % {"holiday": holiday}
    shown = {"form": form, "title": title, "submit": _("Open the office that day")}
    return render(request, "ui/form.html", shown, status=400 if form.errors else 200)
