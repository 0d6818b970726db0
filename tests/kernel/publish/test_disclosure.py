import itertools

import pytest

from commonbeat.kernel.publish.disclosure import protect, time_band


def test_small_counts_hide_and_take_others_with_them():
    found = protect([[20, 3, 40], [4, 30, 50]])
    assert found.cells == ((None, None, 40), (None, None, 50))
    assert found.hidden_share == 4 / 6
    assert found.too_fine is True


def test_nothing_small_nothing_hidden_and_zero_is_shown():
    found = protect([[0, 11], [12, 0]])
    assert found.cells == ((0, 11), (12, 0))
    assert found.too_fine is False


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_cell_follows_from_its_row_or_column(seed):
    values = itertools.cycle([0, 3, 25, 14, 7, 90, 11, 10, 33, 1, 60, 18, 5])
    for _ in range(seed):
        next(values)
    counts = [[next(values) for _ in range(4)] for _ in range(4)]
    cells = protect(counts).cells
    for line, truth in [
        *zip(cells, counts, strict=True),
        *zip(zip(*cells, strict=True), zip(*counts, strict=True), strict=True),
    ]:
        gone = [n for shown, n in zip(line, truth, strict=True) if shown is None]
        assert not gone or len(gone) == len(line) or (len(gone) > 1 and sum(gone) >= 11)
    assert all(cell is None or cell == 0 or cell >= 11 for row in cells for cell in row)


def test_ragged_or_negative_tables_are_refused():
    with pytest.raises(ValueError, match="one length"):
        protect([[1, 2], [3]])
    with pytest.raises(ValueError, match="no negative"):
        protect([[-1]])


def test_time_bands():
    assert [time_band(hour) for hour in (0, 3, 4, 23)] == [
        "00:00–03:59",
        "00:00–03:59",
        "04:00–07:59",
        "20:00–23:59",
    ]
    with pytest.raises(ValueError, match="24 is not an hour"):
        time_band(24)
