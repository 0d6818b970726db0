"""What every page's head says of the city, in the reader's language."""

import pytest
from django.utils import translation

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.kernel.ui.site import current_site


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "city", "said"),
    [
        ("en", "Marisol", "the City of Marisol, California"),
        ("es", "Marisol", "la ciudad de Marisol, California"),
        ("en", "", "your city"),
        ("es", "", "su ciudad"),
    ],
)
def test_the_city_is_named_in_the_language_of_the_page(language: str, city: str, said: str) -> None:
    AgencyProfile.objects.update_or_create(id=1, defaults={"city_name": city, "state": "California"})
    with translation.override(language):
        assert current_site().official_of == said
