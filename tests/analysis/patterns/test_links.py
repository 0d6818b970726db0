"""Candidate links: blocking finds what brute force finds, planted series are found, reasons add up."""

import numpy as np
import polars as pl
import pytest

from commonbeat.analysis.linking import pair_quality
from commonbeat.analysis.patterns import (
    FEATURES,
    LinkSettings,
    PatternError,
    find_links,
    incidents_from_frame,
    plant,
)
from commonbeat.analysis.patterns.candidates import DAY, FEW, candidate_pairs
from commonbeat.analysis.patterns.evidence import contributions

SEED = 2024


@pytest.fixture(scope="module")
def planted():
    return plant(2500, SEED)


@pytest.fixture(scope="module")
def incidents(planted):
    return incidents_from_frame(planted.frame)


@pytest.fixture(scope="module")
def links(incidents):
    return find_links(incidents, seed=1)


def test_precision_and_recall_of_links_on_planted_series(planted, links):
    found = pair_quality(links.case_pairs(), planted.true_pairs(), seed=SEED)
    print(f"links: precision {found.precision:.2f}, recall {found.recall:.2f}")
    assert (found.proposed, found.true, found.right) == (119, 154, 83)


def test_blocking_finds_every_pair_it_promises(incidents):
    part = incidents_from_frame(plant(600, 5, series=3).frame)
    pairs, warnings = candidate_pairs(
        part, days=45, near_metres=500, near_days=14, common=0.02, most_pairs=10**6
    )
    times = part.start.astype(np.int64) / DAY
    wanted = set()
    for i in range(part.size):
        for j in range(i + 1, part.size):
            apart = abs(times[i] - times[j])
            near = max(abs(part.x[i] - part.x[j]), abs(part.y[i] - part.y[j])) <= 500
            if part.kinds[i] == part.kinds[j] and near and apart <= 14:
                wanted.add((i, j))
            for tags in part.tags.values():
                shared = set(tags.codes[i].tolist()) & set(tags.codes[j].tolist()) - {-1}
                rare = [code for code in shared if (tags.codes == code).sum() <= FEW]
                if rare and apart <= 45:
                    wanted.add((i, j))
    assert {tuple(pair) for pair in pairs.tolist()} == wanted
    assert warnings == ()


def test_a_link_explains_itself(links, incidents):
    best = links.link(0)
    assert best.bits == pytest.approx(sum(reason.bits for reason in best.reasons))
    assert 0.5 < best.probability <= 1
    assert {reason.feature for reason in best.reasons} <= set(FEATURES)
    assert [abs(reason.bits) for reason in best.reasons] == sorted(
        (abs(reason.bits) for reason in best.reasons), reverse=True
    )
    place = {str(case): i for i, case in enumerate(incidents.case_numbers)}
    assert incidents.start[place[best.first]] <= incidents.start[place[best.second]]
    worst = links.link(links.proposed - 1)
    assert worst.probability >= links.settings.at_least
    with pytest.raises(PatternError, match="no link"):
        links.link(links.proposed)


def test_order_of_the_table_does_not_matter(planted, links):
    turned = find_links(
        incidents_from_frame(planted.frame.sample(fraction=1.0, shuffle=True, seed=9)), seed=1
    )
    assert {frozenset(pair) for pair in turned.case_pairs()} == {
        frozenset(pair) for pair in links.case_pairs()
    }
    assert turned.bits[: turned.proposed] == pytest.approx(links.bits[: links.proposed])


def test_moving_the_city_and_the_calendar_changes_nothing(planted, links):
    moved = planted.frame.with_columns(
        pl.col("x") + 1_234_567.0,
        pl.col("y") - 98_765.0,
        *(
            (pl.col(name).str.to_datetime() + pl.duration(days=70)).dt.strftime("%Y-%m-%dT%H:%M:%S")
            for name in ("start", "end")
        ),
    )
    assert find_links(incidents_from_frame(moved), seed=1).case_pairs() == links.case_pairs()


def test_renaming_values_changes_nothing(planted, links):
    renamed = planted.frame.with_columns(
        pl.col("method").list.eval("m " + pl.element()), ("k " + pl.col("kind")).alias("kind")
    )
    found = find_links(incidents_from_frame(renamed), seed=1)
    assert {frozenset(pair) for pair in found.case_pairs()} == {
        frozenset(pair) for pair in links.case_pairs()
    }


def test_refused_links_stay_away(incidents, links):
    refused = links.case_pairs()[0]
    found = find_links(incidents, seed=1, refused=[refused[::-1], ("not", "known")])
    assert refused not in found.case_pairs()
    assert len(found.case_pairs()) == links.proposed - 1


def test_a_pair_scores_the_same_either_way_round(incidents, links):
    pairs = links.pairs[:50]
    turned = contributions(incidents, pairs[:, ::-1], links.rates, links.settings.chances)
    assert turned == pytest.approx(links.by_feature[:50])


def test_nothing_recorded_gives_no_evidence(links):
    bare = pl.DataFrame(
        {
            "case_number": [str(i) for i in range(40)],
            "kind": ["theft"] * 40,
            "start": ["2024-01-01T00:00:00"] * 40,
        }
    )
    found = find_links(incidents_from_frame(bare), settings=LinkSettings(at_least=0.001))
    assert found.scored == 0
    assert found.proposed == 0


def test_crowded_places_are_thinned_and_said():
    size = 400
    table = pl.DataFrame(
        {
            "case_number": [str(i) for i in range(size)],
            "kind": ["theft"] * size,
            "start": ["2024-01-01T00:00:00"] * size,
            "x": [0.0] * size,
            "y": [0.0] * size,
        }
    )
    found = find_links(incidents_from_frame(table), settings=LinkSettings(most_pairs=1000))
    assert found.scored == 0
    assert found.warnings[0].startswith("So many incidents lie together")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"days": 0}, "positive"),
        ({"most_pairs": 0}, "positive"),
        ({"at_least": 1.0}, "between 0 and 1"),
        ({"expected_links": 0.0}, "Expected links"),
    ],
)
def test_impossible_settings_are_refused(settings, words):
    with pytest.raises(PatternError, match=words):
        LinkSettings(**settings)


def test_one_incident_cannot_be_linked(planted):
    with pytest.raises(PatternError, match="at least two"):
        find_links(incidents_from_frame(planted.frame.head(1)))
    with pytest.raises(PatternError, match="10 incidents"):
        plant(3, 1)
