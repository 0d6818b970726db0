"""How alike two texts are, for names, dates and numbers written down by people in a hurry."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=65_536)
def jaro_winkler(first: str, second: str) -> float:
    """Jaro-Winkler similarity, 0 to 1 (Winkler 1990): Jaro's, raised for a common beginning.

    Jaro = (m/|a| + m/|b| + (m - t)/m) / 3 with m characters in common within half the longer length and t
    half transpositions; Winkler adds 0.1 * l * (1 - Jaro) for l <= 4 equal first characters.

    Args:
        first: One text.
        second: The other.

    >>> round(jaro_winkler("martha", "marhta"), 4)
    0.9611
    """
    if first == second:
        return 1.0 if first else 0.0
    reach = max(len(first), len(second)) // 2 - 1
    taken = [False] * len(second)
    common: list[str] = []
    for i, letter in enumerate(first):
        for j in range(max(0, i - reach), min(len(second), i + reach + 1)):
            if not taken[j] and second[j] == letter:
                taken[j] = True
                common.append(letter)
                break
    m = len(common)
    if m == 0:
        return 0.0
    other = [letter for letter, used in zip(second, taken, strict=True) if used]
    t = sum(a != b for a, b in zip(common, other, strict=True)) / 2
    jaro = (m / len(first) + m / len(second) + (m - t) / m) / 3
    prefix = 0
    for a, b in zip(first[:4], second[:4], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def one_slip(first: str, second: str) -> bool:
    """Whether one keystroke separates two texts: one character wrong, missing, too many, or two exchanged.

    That is a Damerau-Levenshtein distance of exactly 1.

    Args:
        first: One text.
        second: The other.

    >>> one_slip("7ABC123", "7ABC132"), one_slip("7ABC123", "7ABC123"), one_slip("7ABC123", "8ABC124")
    (True, False, False)
    """
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    a, b = first[start:], second[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[1:] == shorter


def soundex(name: str) -> str:
    """American Soundex code of a name in plain small letters; "" for a name without letters.

    The first letter and up to three digits for the consonant groups; h and w do not part equal groups
    (United States National Archives, rules of 1930).

    Args:
        name: Letters a-z; anything else is skipped.

    >>> soundex("robert"), soundex("rupert"), soundex("ashcraft"), soundex("tymczak")
    ('r163', 'r163', 'a261', 't522')
    """
    letters = [letter for letter in name if "a" <= letter <= "z"]
    if not letters:
        return ""
    code, last = letters[0], _GROUP.get(letters[0], "")
    for letter in letters[1:]:
        group = _GROUP.get(letter, "")
        if group and group != last:
            code += group
        if letter not in "hw":
            last = group
    return (code + "000")[:4]


_GROUP = {
    letter: digit
    for digit, group in (("1", "bfpv"), ("2", "cgjkqsxz"), ("3", "dt"), ("4", "l"), ("5", "mn"), ("6", "r"))
    for letter in group
}
