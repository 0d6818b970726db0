
from commonbeat.kernel.forms import build
from commonbeat.kernel.forms.models import FormVersion

GOOD = {
    "q-kind": "bicycle",
    "q-taken_month": "5",
    "q-taken_day": "26",
    "q-taken_year": "2026",
    "q-taken_time": "15:30",
}


def test_answers_are_kept_by_code(everything: FormVersion):
    form = build(everything, data=GOOD)
    assert form.is_valid(), form.errors
    assert form.answers() == {"kind": "bicycle", "taken": "2026-05-26T15:30"}
