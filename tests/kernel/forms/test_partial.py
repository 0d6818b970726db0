from django.template.loader import render_to_string

from commonbeat.kernel.forms import build
from commonbeat.kernel.forms.models import FormVersion


def test_it_renders(everything: FormVersion):
    for data in (None, {}, {"q-seen": "yes", "q-witnesses-add": "1"}):
        html = render_to_string("ui/partials/questions.html", {"form": build(everything, data=data)})
        assert "Stolen" not in html
