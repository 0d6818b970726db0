import pytest

from commonbeat.kernel.publish import NotRegistered, dataset, measure


def test_unregistered_names_raise():
    with pytest.raises(NotRegistered, match="'nothing'"):
        dataset("nothing")
    with pytest.raises(NotRegistered, match="'nothing'"):
        measure("nothing")


def test_every_column_has_a_definition():
    for name in ("calls", "calls-by-month"):
        assert [c.name for c in dataset(name).columns if not str(c.definition)] == []
