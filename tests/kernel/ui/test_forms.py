import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from commonbeat.kernel.ui.forms import refuse
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
