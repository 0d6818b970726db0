"""What can be done on a page: what is offered, what is refused, how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from factories.people import person

from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.ui.doings import Doing, Offer, offers

pytestmark = pytest.mark.django_db


class Paint(forms.Form):
    colour = forms.ChoiceField(label="Colour")
    note = forms.CharField(widget=forms.HiddenInput, required=False)


@dataclass
class Page:
    colours: tuple[str, ...] = ("red", "blue")
    painted: str = ""


def paint(page: Page, given: dict[str, Any]) -> None:
    User.objects.create(email=f"{given['colour']}@example.org", name="Painted")
    if given["colour"] == "blue":
        raise ValidationError({"colour": "No blue today."})
    page.painted = given["colour"]


def choices(form: Any, page: Page) -> None:
    form.fields["colour"].choices = [(one, one) for one in page.colours]


PAINT = Doing("paint", "Paint it", "people.manage", Paint, paint, lambda page: not page.painted, choices,
              hint="It dries slowly.")  # fmt: skip
CLEAN = Doing("clean", "Clean it", "people.manage", forms.Form, lambda page, given: None)


def drawn(page: Page, viewer: Any, **bound: forms.Form) -> list[Offer]:
    return offers((PAINT, CLEAN), page, viewer, lambda name: f"/fence/{name}/", bound)


def names(found: list[Offer]) -> list[str]:
    return [one.doing.name for one in found]


def test_what_is_offered_follows_from_the_page_and_from_who_looks():
    admin = person("administrator")
    assert names(drawn(Page(), admin)) == ["paint", "clean"]
    assert names(drawn(Page(painted="red"), admin)) == ["clean"]
    assert names(drawn(Page(), person("analyst"))) == []


def test_what_is_typed_is_done_once_it_fits():
    page = Page()
    assert PAINT.tried(page, PAINT.form_of(page, {"paint-colour": "red"})) is True
    assert page.painted == "red"
    assert PAINT.said == "Done: Paint it."


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, ["This field is required."]),
        ({"colour": "red"}, ["This field is required."]),
        ({"paint-colour": "green"}, ["Select a valid choice. green is not one of the available choices."]),
        ({"paint-colour": "blue"}, ["No blue today."]),
    ],
)
def test_what_is_refused_leaves_nothing_behind_and_stands_open_with_what_was_typed(sent, told):
    page = Page()
    form = PAINT.form_of(page, sent)
    assert PAINT.tried(page, form) is False
    assert form.errors == {"colour": told}
    assert not User.objects.filter(name="Painted").exists()
    # it is drawn again, whatever else is offered
    found = drawn(Page(painted="red"), person("analyst"), paint=form)
    assert names(found) == ["paint"]
    assert (found[0].form, found[0].open, found[0].action) == (form, True, "/fence/paint/")


def test_a_fault_of_ours_is_not_said_on_the_form():
    def broken(page: Page, given: dict[str, Any]) -> None:
        raise KeyError("colour")

    doing = Doing("break", "Break it", "people.manage", forms.Form, broken)
    with pytest.raises(KeyError):
        doing.tried(Page(), doing.form_of(Page(), {}))


def test_how_it_is_drawn():
    page, admin = Page(), person("administrator")
    html = render_to_string(
        "ui/partials/doings.html", {"title": "What is next", "offers": drawn(page, admin)}
    )
    assert "<h2>What is next</h2>" in html
    assert '<details id="do-paint"><summary>Paint it</summary>' in html
    assert 'action="/fence/paint/" novalidate' in html
    assert "<p>It dries slowly.</p>" in html
    assert '<input type="hidden" name="paint-note" id="id_paint-note">' in html
    assert '<label class="usa-label" for="id_paint-colour">' in html
    refused = PAINT.form_of(page, {})
    html = render_to_string("ui/partials/doings.html", {"offers": drawn(page, admin, paint=refused)})
    assert '<details id="do-paint" open>' in html
    assert html.count(" open>") == 1
    assert render_to_string("ui/partials/doings.html", {"title": "Nothing", "offers": []}).strip() == ""


def test_a_form_with_files_is_sent_as_one():
    class Filed(forms.Form):
        file = forms.FileField()

    doing = Doing("file", "File it", "people.manage", Filed, lambda page, given: None)
    one = Offer(doing, doing.form_of(Page()), "/", False)
    assert 'enctype="multipart/form-data"' in render_to_string("ui/partials/doings.html", {"offers": [one]})
    data, files = {}, {"file-file": SimpleNamespace(name="a.pdf", size=3)}
    assert doing.tried(Page(), doing.form_of(Page(), data, files)) is True
