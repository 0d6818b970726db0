"""The agency profile and its holidays."""

from datetime import date


def _holiday() -> dict[str, object]:
    from commonbeat.city.agency.models import Holiday

    return {"key": Holiday.objects.create(day=date(2027, 7, 5), name="Independence Day", observed=True).pk}


ROWS = {
    "agency:profile": {"roles": ["administrator"]},
    "agency:holidays": {"roles": ["administrator"]},
    "agency:holidays_usual": {"roles": ["administrator"]},
    "agency:holiday_remove": {"roles": ["administrator"], "args": _holiday},
}
