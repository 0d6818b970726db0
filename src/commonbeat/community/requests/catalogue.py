"""Categories as residents read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import ngettext

from .models import Category, CategoryGroup, in_language
from .shown import CategoryShown, GroupShown, UnknownCategory

MOST_FOUND = 12
_NAME, _WHOLE, _WORDS, _TEXT = 4, 3, 2, 1


def categories(language: str) -> list[GroupShown]:
    """Every group with the categories that are offered, in order; groups without one are left out."""
    rows = _active()
    groups = CategoryGroup.objects.order_by("sort", "code")
    made = [
        GroupShown(
            in_language(group, "name", language),
            [said(row, language) for row in rows if row.group_id == group.pk],
        )
        for group in groups
    ]
    return [group for group in made if group.categories]


def category(code: str, language: str) -> CategoryShown:
    """One category.

    Raises:
        UnknownCategory: there is none of this code, or it is not offered any more.
    """
    # A NUL cannot be looked up in the database.
    row = Category.objects.select_related("group").filter(code=code.replace("\0", ""), active=True).first()
    if row is None:
        raise UnknownCategory(code)
    return said(row, language)


def search_categories(words: str, language: str) -> list[CategoryShown]:
    """Categories whose name, search words or description fit, best first.

    Accents and capitals do not matter; a word is found where it begins a word of the category. Words of the other
    language are searched too, because people mix them.

    Args:
        words: as typed.
        language: of the answer.
    """
    wanted = _words_of(words)
    if not wanted:
        return []
    ranked = [(score, row) for row in _active() if (score := _score(row, wanted))]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].group.sort, pair[1].sort))
    return [said(row, language) for _, row in ranked[:MOST_FOUND]]


def said(row: Category, language: str) -> CategoryShown:
    """A stored category in one language."""
    with translation.override(language):
        target = ngettext("%(n)s business day", "%(n)s business days", row.target_days) % {
            "n": row.target_days
        }
    return CategoryShown(
        code=row.code,
        name=in_language(row, "name", language),
        description=in_language(row, "description", language),
        keywords=tuple(
            word.strip() for word in in_language(row, "keywords", language).split(",") if word.strip()
        ),
        group=in_language(row.group, "name", language),
        stops=in_language(row, "stop", language) if row.stop_kind else "",
        stop_kind=row.stop_kind,
        private=row.private,
        target=target,
        form_key=row.form_key,
        target_days=row.target_days,
    )


def _active() -> list[Category]:
    return list(Category.objects.filter(active=True).select_related("group"))


def _score(row: Category, wanted: list[str]) -> int:
    """How well a category fits: each word counts where it fits best; a word that fits nowhere costs nothing."""
    fields = (
        (_NAME, (row.name_en, row.name_es)),
        (_WORDS, (row.keywords_en, row.keywords_es)),
        (_TEXT, (row.description_en, row.description_es)),
    )
    known = [(worth, set(_all_words(texts))) for worth, texts in fields]
    # "dog" as a search word of its own says more than the dog in "barking dog".
    phrases = [_words_of(phrase, least=1) for text in fields[1][1] for phrase in text.split(",")]
    known.append((_WHOLE, {phrase[0] for phrase in phrases if len(phrase) == 1}))
    return sum(
        max((worth for worth, words in known if any(one.startswith(word) for one in words)), default=0)
        for word in wanted
    )


def _all_words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in _words_of(text, least=1)]


def _words_of(text: str, least: int = 3) -> list[str]:
    """Words of a text in lower case without accents; short ones ("a", "de") say nothing. A plural "s" is dropped."""
    bare = unicodedata.normalize("NFKD", text.lower())
    found = re.findall(r"\w+", "".join(sign for sign in bare if not unicodedata.combining(sign)))
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found if len(word) >= least
    ]
