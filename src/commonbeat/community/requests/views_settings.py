"""Categories and reply templates, changed by staff with a reason."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.kernel.access import needs

from . import replies
from .forms import CategoryForm, TemplateForm
from .models import Category, ReplyTemplate


@needs("requests.manage")
@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    """Every category by group."""
    rows = Category.objects.select_related("group")
    return render(request, "requests/categories.html", {"rows": rows, "title": _("Categories")})


@needs("requests.manage")
@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, code: str = "") -> HttpResponse:
    """Change a category, or make one."""
    row = get_object_or_404(Category, pk=code) if code else None
    form = CategoryForm(request.POST or None, instance=row)
    if _saved(request, form, replies.save_category):
        messages.success(request, _("The category is saved."))
        return redirect("requests:categories")
    title = str(row) if row else _("New category")
    return render(request, "ui/form.html", {"form": form, "title": title}, status=400 if form.errors else 200)


@needs("requests.manage")
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Every reply template."""
    context = {"rows": ReplyTemplate.objects.all(), "title": _("Reply templates"), "fields": replies.FIELDS}
    return render(request, "requests/templates.html", context)


@needs("requests.manage")
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, code: str = "") -> HttpResponse:
    """Change a reply template, or make one."""
    row = get_object_or_404(ReplyTemplate, pk=code) if code else None
    form = TemplateForm(request.POST or None, instance=row)
    if _saved(request, form, replies.save_template):
        messages.success(request, _("The template is saved."))
        return redirect("requests:templates")
    title = str(row) if row else _("New template")
    return render(request, "ui/form.html", {"form": form, "title": title}, status=400 if form.errors else 200)


def _saved(request: HttpRequest, form: ModelForm, save: Callable[..., None]) -> bool:
    """Whether the form was sent and what it says is kept; what is wrong with it is said on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save(form.save(commit=False), actor=request.user, reason=form.cleaned_data["reason"])
    except ValueError as wrong:
        form.add_error(None, str(wrong))
        return False
    return True
