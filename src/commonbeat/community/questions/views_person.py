"""Staff pages about the person behind a question: who it is, for a purpose, and a new code for a lost one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commonbeat.kernel import contact
from commonbeat.kernel.access import needs

from .models import Question


@needs("questions.answer")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who asked, for a purpose: in a crisis the number to call. Every look is in the audit log."""
    question = get_object_or_404(Question, pk=pk)
    return contact.who_page(request, question, number=question.number, back=_back(question))


@needs("questions.answer")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new code for an asker who lost theirs."""
    question = get_object_or_404(Question, pk=pk)
    return contact.new_code_page(request, question, number=question.number, back=_back(question))


def _back(question: Question) -> str:
    return reverse("questions:detail", args=[question.pk])
