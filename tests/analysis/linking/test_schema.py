"""Cleaning, keys and levels of agreement."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.linking import ADDRESS, LEVELS, PERSON, VEHICLE, Field, LinkingError, Schema
from commonbeat.analysis.linking.schema import clean, clean_record, key_texts, level, record_keys


def test_one_spelling():
    record = {
        "surname": "  O’Brien-Núñez ",
        "given": "José  Luis",
        "birth_date": "1990-03-12T00:00:00",
        "phone": "+1 (805) 555-0142",
        "house_number": "12 B",
        "street": "North Main Street",
    }
    assert clean_record(record, PERSON) == {
        "surname": "obriennunez",
        "given": "jose luis",
        "birth_date": "1990-03-12",
        "phone": "8055550142",
        "house_number": "12b",
        "street": "n main st",
    }


texts = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["East Road", "ÉCOLE", "00 55", "İnce", "2019"])
)


@pytest.mark.parametrize("schema", [PERSON, VEHICLE, ADDRESS])
@given(data=st.data())
def test_a_record_and_a_table_are_cleaned_alike(schema, data):
    record = {field.name: data.draw(texts) for field in schema.fields}
    table = clean(pl.DataFrame([record], schema=dict.fromkeys(record, pl.String)), schema)
    one = clean_record(record, schema)
    assert one == table.row(0, named=True)
    assert record_keys(one, schema) == list(key_texts(table, schema).row(0))


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        ("name", "smith", "smith", "same"),
        ("name", "martha", "marhta", "nearly the same"),
        ("name", "dwayne", "duane", "similar"),
        ("name", "smith", "garcia", "different"),
        ("date", "1990-03-12", "1990-12-03", "one slip or day and month exchanged"),
        ("date", "1990-03-12", "1990-03-13", "one slip or day and month exchanged"),
        ("date", "1990-03-12", "1990-08-25", "same year"),
        ("date", "1990-03-12", "1971-08-25", "different"),
        ("number", "7abc123", "7abc132", "one slip"),
        ("number", "7abc123", "7abc999", "different"),
        ("word", "red", "blue", "different"),
        ("year", "2010", "2011", "one year apart"),
        ("year", "2010", "2019", "different"),
        ("street", "n main st", "n mian st", "nearly the same"),
    ],
)
def test_levels(kind, first, second, expected):
    assert LEVELS[kind][level(kind, first, second)] == expected
    assert level(kind, second, first) == level(kind, first, second)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Field(name="x", kind="word", agree=(0.5, 0.6)), "add up"),
        (lambda: Field(name="x", kind="word", agree=(1.0, 0.0)), "between 0 and 1"),
        (lambda: Field(name="x", kind="word", agree=(1.0,)), "2 levels"),
        (lambda: Schema(subject="x", fields=PERSON.fields, keys=(("shoe",),)), "unknown fields: shoe"),
        (lambda: Schema(subject="x", fields=PERSON.fields, keys=(("surname:last",),)), "may end in"),
        (lambda: Schema(subject="x", fields=PERSON.fields, keys=()), "at least one"),
    ],
)
def test_an_impossible_schema_is_refused(make, words):
    with pytest.raises(LinkingError, match=words):
        make()
