from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from commonbeat.kernel.ui.forms import acted, refuse, tried
from commonbeat.kernel.workflow import MoveRefused


class SignIn(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="The department's.")
    how = forms.ChoiceField(label="How", widget=forms.RadioSelect, choices=[("a", "Code"), ("b", "Key")])
    keep = forms.BooleanField(label="Keep", required=False)


def test_an_error_is_told_on_top_and_beside_its_field_and_nothing_typed_is_lost():
    html = render_to_string("ui/partials/form.html", {"form": SignIn({"email": "not one"}), "submit": "Go"})
    assert '<a href="#id_email">E-mail: Enter a valid email address.</a>' in html
    assert 'aria-describedby="id_email_hint id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="not one"' in html
    assert '<a href="#id_how">How: This field is required.</a>' in html
    assert 'id="id_how"' in html


def test_controls_wear_the_kits_classes():
    html = render_to_string("ui/partials/form.html", {"form": SignIn()})
    assert html.count('class="usa-radio__input"') == 2
    assert 'class="usa-checkbox__input"' in html
    assert 'class="usa-input"' in html
    assert 'role="alert"' not in html


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValidationError({"email": "Not this one.", "gone": "Too late."}), {"email": ["Not this one."], "__all__": ["Too late."]}),
        (ValidationError(["One.", "Two."]), {"__all__": ["One.", "Two."]}),
        (MoveRefused({"how": "Not so.", "": "Not now."}), {"how": ["Not so."], "__all__": ["Not now."]}),
        (ValueError("No."), {"__all__": ["No."]}),
    ],
)  # fmt: skip
def test_what_an_action_refuses_stands_beside_its_field_or_on_top(
    error: Exception, told: dict[str, list[str]]
) -> None:
    form = SignIn({"email": "ana@example.org", "how": "a"})
    assert form.is_valid()
    refuse(form, error)
    assert form.errors == told


def _sign_in() -> SignIn:
    return SignIn({"email": "ana@example.org", "how": "a"})


def test_what_is_tried_is_done_or_said_on_the_form() -> None:
    assert tried(_sign_in(), lambda given: given["email"]) == "ana@example.org"
    assert tried(_sign_in(), lambda given: None) is True
    untouched = SignIn()
    assert tried(untouched, lambda given: "done") is None
    assert untouched.errors == {}
    refused = _sign_in()

    def refuse_it(given: dict[str, Any]) -> None:
        raise ValueError("Not today.")

    assert tried(refused, refuse_it) is None
    assert refused.errors == {"__all__": ["Not today."]}


def test_what_is_acted_on_is_told_on_the_next_page(rf: Any) -> None:
    request, told = rf.post("/"), []
    request._messages = SimpleNamespace(add=lambda level, text, extra: told.append(text))
    assert acted(request, _sign_in(), lambda given: None, "You are in.") is True
    assert acted(request, SignIn({}), lambda given: None, "You are in again.") is False
    assert told == ["You are in."]
