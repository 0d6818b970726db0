"""One record against a table: proposals, reasons, additions, removals."""

import polars as pl
import pytest

from commonbeat.analysis.linking import PERSON, VEHICLE, LinkingError, Matcher, pair_quality, seeded_people
from commonbeat.analysis.linking import matcher as matcher_module

SEED = 7


@pytest.fixture(scope="module")
def people():
    return seeded_people(4000, SEED)


@pytest.fixture(scope="module")
def first(people):
    return people.records.filter(pl.col("id").str.starts_with("p"))


@pytest.fixture(scope="module")
def matcher(first):
    return Matcher(first, PERSON, seed=SEED)


def test_precision_and_recall_on_seeded_people(people, matcher):
    second = people.records.filter(pl.col("id").str.starts_with("q")).rows(named=True)
    proposed = [(row["id"], one.id) for row in second for one in matcher.propose(row, at_least=0.9).proposals]
    found = pair_quality(proposed, people.true_pairs, seed=SEED)
    assert (found.true, found.proposed, found.right) == (800, 797, 797)


def test_the_best_proposal_explains_itself(first, matcher):
    row = first.row(5, named=True)
    found = matcher.propose(row)
    best = found.proposals[0]
    assert best.id == row["id"]
    assert best.bits == pytest.approx(sum(reason.bits for reason in best.reasons))
    assert {reason.field for reason in best.reasons} == {field.name for field in PERSON.fields}
    assert all(reason.level == "same" for reason in best.reasons)
    assert best.probability > 0.999999
    assert found.n == 4000
    assert found.seed == SEED
    assert "Nothing has been merged or changed." in found.limits


def test_nothing_is_proposed_to_itself_when_left_out(first, matcher):
    row = first.row(5, named=True)
    assert row["id"] not in [
        one.id for one in matcher.propose(row, leave_out=row["id"], at_least=0.0).proposals
    ]


def test_missing_fields_give_no_evidence(first, matcher):
    row = first.row(9, named=True)
    found = matcher.propose({"surname": row["surname"], "birth_date": row["birth_date"]}, at_least=0.0)
    best = next(one for one in found.proposals if one.id == row["id"])
    silent = [reason for reason in best.reasons if reason.level == "not recorded"]
    assert sorted(reason.field for reason in silent) == ["given", "house_number", "phone", "street"]
    assert sum(reason.bits for reason in silent) == 0.0


def test_agreement_on_a_rare_value_weighs_more(first, matcher):
    counts = first["surname"].value_counts().sort("count", "surname")
    rare, common = counts["surname"][0], counts["surname"][-1]

    def bits(surname):
        row = first.filter(pl.col("surname") == surname).row(0, named=True)
        found = matcher.propose(row, at_least=0.0, limit=50)
        best = next(one for one in found.proposals if one.id == row["id"])
        return next(reason.bits for reason in best.reasons if reason.field == "surname")

    assert bits(rare) > bits(common) + 3


def test_a_proposal_does_not_depend_on_the_order_of_the_table(first, matcher):
    turned = Matcher(first.reverse(), PERSON, seed=SEED)
    for row in first.head(30).rows(named=True):
        one, other = matcher.propose(row), turned.propose(row)
        assert [proposal.id for proposal in one.proposals] == [proposal.id for proposal in other.proposals]


def test_same_seed_same_answer(first, matcher):
    row = first.row(3, named=True)
    assert Matcher(first, PERSON, seed=SEED).propose(row) == matcher.propose(row)


def test_added_records_are_found_and_removed_ones_never_again(first):
    one = Matcher(first, PERSON)
    newcomer = {"surname": "Ferrante", "given": "Ilaria", "birth_date": "1991-02-03", "phone": "555 010 9999"}
    assert one.propose(newcomer).proposals == ()
    one.add("new", newcomer)
    assert len(one) == 4001
    assert [found.id for found in one.propose(newcomer | {"phone": None}).proposals] == ["new"]
    one.add("new", newcomer | {"surname": "Ferranti"})
    assert len(one) == 4001
    assert "ferranti" in [reason.found for reason in one.propose(newcomer).proposals[0].reasons]
    one.remove("new")
    assert one.propose(newcomer).proposals == ()
    row = first.row(0, named=True)
    one.remove(row["id"])
    assert row["id"] not in [found.id for found in one.propose(row, at_least=0.0).proposals]
    assert len(one) == 3999
    with pytest.raises(LinkingError, match="no record"):
        one.remove(row["id"])
    one.add(row["id"], row)
    assert one.propose(row).proposals[0].id == row["id"]
    assert len(one) == 4000


def test_too_common_keys_are_said(first, monkeypatch):
    monkeypatch.setattr(matcher_module, "LARGEST_BLOCK", 0)
    found = Matcher(first, PERSON).propose(first.row(0, named=True))
    assert found.compared == 0
    assert (
        found.warnings[0]
        == "The key birth_date + surname:first1 is too common (1 records) and was not looked through."
    )


def test_vehicles():
    table = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "plate": ["7ABC123", "8XYZ999", "5QQQ111"],
            "state": ["CA", "CA", "NV"],
            "make": ["Honda", "Ford", "Honda"],
            "model": ["Civic", "F-150", "Accord"],
            "year": [2010, 2018, 2005],
        }
    )
    one = Matcher(table, VEHICLE)
    found = one.propose({"plate": "7ABC-123", "state": "CA", "make": "HONDA", "year": "2011"})
    assert [proposal.id for proposal in found.proposals] == ["a"]
    levels = {reason.field: reason.level for reason in found.proposals[0].reasons}
    assert levels["plate"] == "same"
    assert levels["year"] == "one year apart"
    assert levels["vin"] == "not recorded"
    assert one.propose({"plate": "1ZZZ000"}).proposals == ()


def test_there_is_no_way_to_merge():
    assert not [name for name in dir(Matcher) if "merge" in name or "cluster" in name]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, t: m.propose({}), "None of the fields"),
        (lambda m, t: m.propose({"surname": " -- "}), "empty"),
        (lambda m, t: m.propose({"surname": "x"}, at_least=2), "between 0 and 1"),
        (lambda m, t: m.propose({"surname": "x"}, prior=0), "between 0 and 1"),
        (lambda m, t: m.propose({"surname": "x"}, limit=0), "at least 1"),
        (lambda m, t: m.add("x", {"shoe": 4}), "None of the fields"),
        (lambda m, t: Matcher(t, PERSON, id_column="nr"), "no column"),
        (lambda m, t: Matcher(pl.concat([t, t]), PERSON), "identifier of its own"),
        (lambda m, t: Matcher(t.select("id"), PERSON), "None of the fields"),
        (lambda m, t: seeded_people(1, 1), "two people"),
        (lambda m, t: seeded_people(9, 1, twice=2), "share"),
    ],
)
def test_impossible_input_is_refused(call, words, matcher, first):
    with pytest.raises(LinkingError, match=words):
        call(matcher, first)


def test_an_empty_table_answers_nothing():
    one = Matcher(
        pl.DataFrame({"id": [], "surname": []}, schema={"id": pl.String, "surname": pl.String}), PERSON
    )
    assert one.propose({"surname": "smith"}).proposals == ()
    one.add("x", {"surname": "smith", "birth_date": "1990-01-01"})
    assert len(one) == 1


def test_quality_counts_pairs_both_ways():
    found = pair_quality([("a", "b"), ("b", "a"), ("c", "d")], [("b", "a"), ("e", "f")])
    assert (found.precision, found.recall, found.n) == (0.5, 0.5, 3)
    assert pair_quality([], []).precision is None
