import io

import pytest
from factories.pictures import RESIDENT, picture
from PIL import Image

from commonbeat.kernel.attachments import take

pytestmark = pytest.mark.django_db


def test_a_photo_is_drawn_anew():
    kept = take(picture(size=(3000, 1500)), policy="tests.photo", actor=RESIDENT)
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("picture", "image/jpeg", 2048, 1024)
    assert Image.open(io.BytesIO(kept.small.path.read_bytes())).size == (480, 240)
    assert kept.sealed is None
