from __future__ import annotations

import gzip
import itertools
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.plates import (
    CONFUSABLES,
    NARROW,
    HotList,
    PlateInputError,
    false_alert_rates,
    find_pattern,
    nearby_plates,
    normalised,
    plate_keys,
)

SHARED = Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
READS = SHARED / "data" / "seattle-alpr-2021" / "spd-alpr-pub.csv.gz"
# Few letters and short texts, so that near misses are common.
plate = st.text(alphabet="0OD1I8BA", min_size=1, max_size=5)
plates = st.lists(plate, min_size=1, max_size=25)


def confusable(a: str, b: str) -> int | None:
    """Position of the only difference when it is a confusable one."""
    if len(a) != len(b):
        return None
    places = [i for i in range(len(a)) if a[i] != b[i]]
    if len(places) != 1:
        return None
    (i,) = places
    return i if a[i] + b[i] in CONFUSABLES or b[i] + a[i] in CONFUSABLES else None


def distance(a: str, b: str) -> int:
    """Levenshtein, by the book."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    return row[-1]


@settings(max_examples=150, deadline=None)
@given(hot=plates, reads=plates)
def test_matching_equals_comparing_all_with_all(hot, reads):
    found = HotList(hot).match(reads)
    expected = set()
    for (i, read), (j, listed) in itertools.product(enumerate(reads), enumerate(hot)):
        if read == listed:
            expected.add((i, j, 0, -1))
        elif (at := confusable(read, listed)) is not None:
            expected.add((i, j, 1, at))
    got = list(zip(*(v.tolist() for v in (found.read, found.row, found.kind, found.position)), strict=True))
    assert set(got) == expected
    assert len(got) == len(expected)
    assert found.read.tolist() == sorted(found.read.tolist())


@settings(max_examples=150, deadline=None)
@given(wanted=plates, reads=plates)
def test_nearby_equals_the_edit_distance(wanted, reads):
    found = nearby_plates(wanted, reads)
    got = list(zip(found.read.tolist(), found.row.tolist(), found.slip.tolist(), strict=True))
    expected = set()
    for (i, read), (j, listed) in itertools.product(enumerate(reads), enumerate(wanted)):
        d = distance(read, listed)
        if d <= 1:
            slip = 0 if d == 0 else 1 if len(read) == len(listed) else 2 if len(read) > len(listed) else 3
            expected.add((i, j, slip))
    assert set(got) == expected
    assert len(got) == len(expected)


def test_a_slip_is_a_look_up_and_never_an_alert():
    found = nearby_plates(["7ABC123"], ["7ABC124", "7ABC12", "7ABC1233"])
    assert found.slip.tolist() == [1, 3, 2]
    assert found.alert is False
    assert "never raise an alert" in found.warnings[0]
    # The hot list itself does not match any of them.
    assert len(HotList(["7ABC123"]).match(["7ABC124", "7ABC12", "7ABC1233"])) == 0


def test_plates_are_compared_in_one_form():
    written = ["7abc-123", " 7ABC 123 ", "7.A.B.C.1.2.3", "７ＡＢＣ１２３", "7ABC·123"]
    assert set(normalised(written)) == {"7ABC123"}
    assert len(set(plate_keys(written).tolist())) == 1
    assert normalised(["O0"]) == ["O0"]


def test_what_is_no_plate_matches_nothing():
    bad = ["", "  ", "АВС123", "ABC#12", "ABCDEFGHIJKLM", "A B C D E F G H I J K L M", "-" * 40]
    assert normalised(bad) == [""] * 7
    found = HotList(["ABC12"]).match([*bad, "ABC12"])
    assert (found.unreadable, found.read.tolist()) == (7, [7])
    assert "7 reads are no plate and match nothing." in found.warnings


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(
        st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12), min_size=1
    )
)
def test_keys_are_as_distinct_as_plates(texts):
    assert normalised(texts) == texts
    assert len(set(plate_keys(texts).tolist())) == len(set(texts))


def test_arrays_and_series_are_read_like_lists():
    reads = ["8ABC123", "B-ABC 123", "none"]
    hot = HotList(["BABC123"])
    for form in (reads, np.array(reads), pl.Series(reads)):
        assert hot.match(form).read.tolist() == [0, 1]
    with pytest.raises(PlateInputError, match="missing"):
        hot.match(pl.Series(["A", None]))
    with pytest.raises(PlateInputError, match="missing"):
        hot.match(["A", None])


def test_another_state_is_another_vehicle():
    hot = HotList(["ABC123", "ABC123", "XYZ789"], ["CA", "nv", ""])
    found = hot.match(["ABC123", "ABC123", "ABC123", "XYZ789"], ["CA", "", "OR", "TX"])
    assert list(zip(found.read.tolist(), found.row.tolist(), found.state.tolist(), strict=True)) == [
        (0, 0, 0),
        (1, 0, 1),
        (1, 1, 1),
        (3, 2, 2),
    ]
    # The Nevada row for the Californian read, and both rows for the Oregon read.
    assert found.other_state == 3
    assert found.sentence(1).startswith("ABC123 was read and is listed. State not read.")
    assert "state not on the list" in found.sentence(3).lower()


def test_a_confused_character_is_named_and_a_person_decides():
    found = HotList(["7ABC0I3"]).match(["7ABCOI3"])
    assert found.sentence(0) == (
        "7ABCOI3 was read, 7ABC0I3 is listed: character 5 was read as O, listed as 0. These are often confused. "
        "State not read. A match is a lead, not a fact: a person compares image, plate and state before "
        "anything is done."
    )
    assert found.needs_person is True
    assert found.warnings[0].startswith("A match is a lead")
    assert HotList(["7ABC0I3"]).match(["7ABCOI3"], confused=False).read.size == 0
    assert HotList(["7ABC0I3"], confusables=NARROW).match(["7ABCDI3"]).read.size == 0


def test_exact_comes_before_confused():
    found = HotList(["B1", "81"]).match(["81"])
    assert found.row.tolist() == [1, 0]
    assert found.kind.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("7ABC123", ["7ABC123"]),
        ("7abc-???", ["7ABC123", "7ABC999"]),
        ("*123", ["7ABC123", "XA123", "123"]),
        ("7A*", ["7ABC123", "7ABC999"]),
        ("*A?C*", ["7ABC123", "7ABC999"]),
        ("*9*9*", ["7ABC999"]),
        ("1*1*2", []),
        ("*1*2*3*", ["7ABC123", "XA123", "123"]),
        ("XA*A123", []),
    ],
)
def test_partial_plates(pattern, fits):
    reads = ["7ABC123", "7ABC999", "XA123", "123", ""]
    found = find_pattern(pattern, reads, least_fixed=1)
    assert list(found.plates) == fits
    assert found.alert is False


@settings(max_examples=150, deadline=None)
@given(
    pattern=st.text(alphabet="01A?*", min_size=1, max_size=6),
    reads=st.lists(st.text(alphabet="01A", min_size=1, max_size=6), min_size=1, max_size=20),
)
def test_patterns_equal_regular_expressions(pattern, reads):
    import re

    if not set(pattern) - set("?*"):
        return
    form = re.compile("".join({"?": ".", "*": ".*"}.get(c, c) for c in pattern))
    found = find_pattern(pattern, reads, least_fixed=1)
    assert found.read.tolist() == [i for i, read in enumerate(reads) if form.fullmatch(read)]


def test_a_sweep_over_everyone_is_refused():
    with pytest.raises(PlateInputError, match="sweep up everyone"):
        find_pattern("7*", ["7ABC123"])
    with pytest.raises(PlateInputError, match="letters, digits"):
        find_pattern("7AB[1-3]", ["7ABC123"])
    with pytest.raises(PlateInputError, match="longer than 12"):
        find_pattern("ABCDEFG*HIJKLMN", ["7ABC123"])


def test_a_pattern_keeps_to_the_state_or_says_that_none_was_read():
    found = find_pattern("7AB*", ["7AB1", "7AB2", "7AB3"], ["CA", "NV", ""], state="ca")
    assert found.read.tolist() == [0, 2]
    assert found.state_read.tolist() == [True, False]


def test_false_alert_rates_follow_from_the_size_of_the_plate_space():
    rng = np.random.default_rng(1)
    letters, digits = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), np.array(list("0123456789"))
    hot = ["".join(rng.choice(letters, 2)) + "".join(rng.choice(digits, 3)) for _ in range(2000)]
    found = false_alert_rates(hot, draws=50_000, seed=3)
    space = 26**2 * 10**3
    low, high = found.exact_interval
    assert low <= len(set(hot)) / space <= high
    assert found.exact < found.one_confusable < found.edit_one or found.one_confusable < found.edit_one
    assert found.edit_one > 20 * found.one_confusable
    assert found == false_alert_rates(hot, draws=50_000, seed=3)
    assert found.per_day(1000)[2] == pytest.approx(1000 * found.edit_one)


def test_impossible_lists_are_refused_in_words():
    with pytest.raises(PlateInputError, match="the first in row 2"):
        HotList(["ABC", "???"])
    with pytest.raises(PlateInputError, match="2 plates but 1 states"):
        HotList(["ABC", "DEF"], ["CA"])
    with pytest.raises(PlateInputError, match="up to three letters"):
        HotList(["ABC"], ["California"])
    with pytest.raises(PlateInputError, match="two different"):
        HotList(["ABC"], confusables=["OO"])
    with pytest.raises(PlateInputError, match="list of plates"):
        HotList("ABC")
    with pytest.raises(PlateInputError, match="empty"):
        false_alert_rates([])
    with pytest.raises(PlateInputError, match="not plates"):
        nearby_plates(["#"], ["A"])


def test_empty_batches_give_empty_answers():
    assert len(HotList([]).match(["ABC"])) == 0
    assert len(HotList(["ABC"]).match([])) == 0
    assert nearby_plates(["ABC"], []).read.size == 0


@pytest.mark.skipif(not READS.is_file(), reason="no reads")
def test_a_week_of_real_reads_with_made_up_plates():
    """Real repetition and order of reads; the plate of each vehicle is made up from its hash."""
    with gzip.open(READS) as file:
        hashes = pl.read_csv(file.read(), separator="|", columns=["plate_hash"])["plate_hash"]
    text = hashes.fill_null("0" * 40)
    number = text.str.slice(0, 8).str.to_integer(base=16).to_numpy()
    alphabet = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    made = np.char.add(
        np.char.add(
            alphabet[number % 26], np.char.add(alphabet[number // 26 % 26], alphabet[number // 676 % 26])
        ),
        np.char.zfill((number // 17_576 % 10_000).astype(str), 4),
    )
    listed = list(dict.fromkeys(made.tolist()))[:40]
    found = HotList(listed).match(made.tolist())
    wanted = set(listed)
    exact = [i for i, one in enumerate(made.tolist()) if one in wanted]
    assert found.read[found.kind == 0].tolist() == exact
    distinct = {one: [p for p in listed if confusable(one, p) is not None] for one in set(made.tolist())}
    assert (found.kind == 1).sum() == sum(len(distinct[one]) for one in made.tolist())
    assert found.n == 93_490
