"""Books that close: quarters, years and three years together, each told once.

What a closed quarter counted is never counted again. Something that comes to light later is counted in the first quarter
that is still open, as in a company's books; so no two releases differ by a late change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from commonbeat.analysis.refusal import refuse_unless

from .tables import Axis, Ladder, View

YEARS_TOGETHER = 3
QUARTERS = 4


@dataclass(frozen=True)
class Closing:
    """One quarter that closes, and what is told with it.

    Attributes:
        year, quarter: which; quarters are 1 to 4.
        opened: first year of the books; three years together are counted from it.
    """

    year: int
    quarter: int
    opened: int

    def __post_init__(self) -> None:
        refuse_unless(1 <= self.quarter <= QUARTERS, "A quarter is a number from 1 to 4.")
        refuse_unless(self.opened <= self.year, "The books were not open yet in that year.")

    @property
    def first_year(self) -> int:
        """The first of the years that are told together with this one."""
        return self.year - (self.year - self.opened) % YEARS_TOGETHER

    @property
    def span(self) -> str:
        """The three years together, "2025–2027"."""
        return f"{self.first_year}–{self.first_year + YEARS_TOGETHER - 1}"

    @property
    def name(self) -> str:
        """The quarter, "2026-Q3"."""
        return f"{self.year}-Q{self.quarter}"

    @property
    def quarters(self) -> tuple[str, ...]:
        """Every quarter from the start of the three years to this one."""
        return tuple(
            f"{year}-Q{quarter}"
            for year in range(self.first_year, self.year + 1)
            for quarter in range(1, QUARTERS + 1)
            if (year, quarter) <= (self.year, self.quarter)
        )

    @property
    def levels(self) -> tuple[str, ...]:
        """What closes now: the quarter, its year, the three years."""
        found = ["quarter"]
        if self.quarter == QUARTERS:
            found.append("year")
            if self.year == self.first_year + YEARS_TOGETHER - 1:
                found.append("span")
        return tuple(found)

    @property
    def open(self) -> frozenset[str]:
        """The periods that are told now."""
        names = {"quarter": self.name, "year": str(self.year), "span": self.span}
        return frozenset(names[level] for level in self.levels)

    def axis(self) -> Axis:
        """Quarters as an axis, with years and the three years as coarser ones."""
        coarser = {
            "year": tuple(one[:4] for one in self.quarters),
            "span": (self.span,) * len(self.quarters),
        }
        return Axis("quarter", self.quarters, coarser, self.open)

    def year_axis(self) -> Axis:
        """Years as the finest axis, for what is told once a year."""
        years = tuple(dict.fromkeys(one[:4] for one in self.quarters))
        return Axis("year", years, {"span": (self.span,) * len(years)}, self.open)

    def ladders(self, ladder: Callable[[str], Ladder], levels: tuple[str, ...]) -> Mapping[str, Ladder]:
        """The ladder of each level that closes now and that a table has."""
        return {level: ladder(level) for level in self.levels if level in levels}


def within(level: str, rung: tuple[View, ...]) -> tuple[View, ...]:
    """Views of a rung, each within a period of a level."""
    return tuple((level, *view) for view in rung)
