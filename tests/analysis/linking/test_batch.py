"""Whole tables with Splink, where it is installed, and a plain sentence where it is not."""

import sys

import polars as pl
import pytest

from commonbeat.analysis.linking import PERSON, LinkingError, Schema, pair_quality, seeded_people
from commonbeat.analysis.linking.batch import SplinkMissing, propose_pairs

TWO = pl.DataFrame({"id": ["a", "b"], "surname": ["x", "y"]})


def test_without_splink_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(SplinkMissing, match=r"splink==5\.0\.0 duckdb==2\.0\.0"):
        propose_pairs(TWO, PERSON)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: propose_pairs(TWO, PERSON, id_column="nr"), "no column"),
        (lambda: propose_pairs(TWO.head(1), PERSON), "two records"),
        (lambda: propose_pairs(pl.concat([TWO, TWO]), PERSON), "identifier of its own"),
        (lambda: propose_pairs(TWO.select("id"), PERSON), "None of the fields"),
        (lambda: propose_pairs(TWO, PERSON, at_least=1.0), "between 0 and 1"),
        (
            lambda: propose_pairs(TWO, Schema(subject="x", fields=PERSON.fields, keys=PERSON.keys)),
            "training keys",
        ),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(LinkingError, match=words):
        call()


def test_pairs_of_seeded_people():
    pytest.importorskip("splink")
    people = seeded_people(1500, 3)
    found = propose_pairs(people.records, PERSON, sampled_pairs=100_000)
    quality = pair_quality([(one.first, one.second) for one in found.proposals], people.true_pairs)
    assert quality.precision > 0.98
    assert quality.recall > 0.9
    assert found == propose_pairs(people.records, PERSON, sampled_pairs=100_000)
    best = found.proposals[0]
    assert best.first < best.second
    assert {name for name, _, _ in best.reasons} == {field.name for field in PERSON.fields}
    assert "Nothing has been merged or changed." in found.limits


def test_a_table_without_pairs_is_refused_rather_than_answered_with_nonsense():
    pytest.importorskip("splink")
    people = seeded_people(3000, 32, twice=0.0)
    with pytest.raises(LinkingError, match="too few"):
        propose_pairs(people.records, PERSON, sampled_pairs=100_000)
