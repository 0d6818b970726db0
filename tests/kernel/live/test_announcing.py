import psycopg
import pytest
from django.db import transaction
from kernel.live.conftest import url_of

from commonbeat.kernel.live import announce


def test_equal_notices_of_one_transaction_are_one(fresh_db: str):
    with psycopg.connect(url_of(fresh_db), autocommit=True) as ear:
        ear.execute("LISTEN commonbeat_live")
        with transaction.atomic():
            announce("a.b:1")
            announce("a.b:1")
            announce("a.b:2")
        assert [n.payload for n in ear.notifies(timeout=0.5)] == ["a.b:1", "a.b:2"]


@pytest.mark.django_db
def test_words_are_no_topic():
    with pytest.raises(ValueError, match="live topic"):
        announce("why was my street closed?")
