"""Finding rows by words of a text, with an index and nothing but PostgreSQL's core.

A text is split at every sign that is not part of a word ("OAK ST/5TH AV" is oak, st, 5th, av). A row is found when each
word asked for begins one of its words, so "main 12" finds "1200 Main St" and "ain" finds nothing.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection
from django.db.models import BooleanField, Func, GeneratedField, Q, QuerySet, Value
from django.db.models.expressions import F, RawSQL
from django.db.models.functions import Lower

BETWEEN_WORDS = r"[ \t\n\r!-/:-@\[-`{-~]+"  # the same for PostgreSQL and Python, whatever the locale
MOST_WORDS = 8


def words_of(column: str) -> GeneratedField:
    """A stored column with the words of a text column, for a GIN index and `having_words`.

    PostgreSQL's own text parser is not used: it takes "ST/5TH" for the path of a file.

    Args:
        column: name of the text column.
    """
    split = Func(Lower(column), Value(BETWEEN_WORDS), function="regexp_split_to_array")
    kept = Func(split, Value(""), function="array_remove")
    vector = Func(kept, function="array_to_tsvector")
    return GeneratedField(
        expression=vector, output_field=SearchVectorField(), db_persist=True, editable=False
    )


def having_words(text: str, column: str = "words") -> Q | None:
    """The condition "each of these words begins a word of the row"; None when the text holds no word.

    Args:
        text: as typed.
        column: a column made by `words_of`.
    """
    found = [word for word in re.split(BETWEEN_WORDS, text.lower().replace("\0", " ")) if word][:MOST_WORDS]
    if not found:
        return None
    query = " & ".join(f"'{word}':*" for word in found)  # a word holds no quote and no backslash
    wanted = RawSQL("%s::tsquery", [query], output_field=SearchQueryField())
    return Q(
        Func(F(column), wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
    )


def number_or_words(rows: QuerySet[Any], text: str, *, number: str, column: str = "words") -> QuerySet[Any]:
    """Rows whose number begins with the text, or that have its words.

    Args:
        rows: where to look.
        text: as typed.
        number: field of the number; its index needs ``varchar_pattern_ops``.
        column: a column made by `words_of`.
    """
    typed = text.strip()
    condition = Q(**{f"{number}__startswith": typed})
    if typed.upper() != typed:
        condition |= Q(**{f"{number}__startswith": typed.upper()})
    if words := having_words(typed, column):
        condition |= words
    return rows.filter(condition)


def values_on_file(rows: QuerySet[Any], field: str) -> list[str]:
    """The different values of a column, in order, by jumping along its index instead of reading every row.

    Args:
        rows: all rows of a model.
        field: a text column that begins an index.
    """
    table, column = connection.ops.quote_name(rows.model._meta.db_table), connection.ops.quote_name(field)
    first = f"SELECT min({column}) AS value FROM {table}"
    following = f"SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.value) FROM found"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE found AS ({first} UNION ALL {following} WHERE found.value IS NOT NULL) "
            "SELECT value FROM found WHERE value IS NOT NULL"
        )
        return [value for (value,) in cursor.fetchall()]
