"""The only door to protected rows in Python: query sets that refuse to be read without somebody who looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.db import models
from django.db.models import Q

from .errors import NotLooking
from .looking import Look, look_in_progress, looking
from .wall import Wall

Sight = tuple[Any, str, str]


class ProtectedRows(models.QuerySet[Any]):
    """A query set to mix into the one of a protected model.

    Nothing is read before `visible_to` (or `within_look`) was called; outside of every look a query opens one of its
    own. The model names its `Wall` in ``WALL``.
    """

    _sight: Sight | None = None
    _any_look = False
    _ready = False

    def visible_to(self, viewer: Any, *, purpose: str, case: Any = "") -> Self:
        """Rows a viewer may see for a purpose.

        Within a look of the same viewer and purpose (`walls.looking`) its transaction and its row of the audit log are
        used; otherwise each query has its own.

        Args:
            viewer: as `walls.looking`.
            purpose: name of a registered purpose.
            case: id of the case to keep to.
        """
        chosen: Self = self._chain()  # type: ignore[attr-defined]
        chosen._sight = (viewer, purpose, str(case or ""))
        return chosen

    def within_look(self) -> Self:
        """Rows the look in progress opens; for code that is called inside one."""
        chosen: Self = self._chain()  # type: ignore[attr-defined]
        chosen._any_look = True
        return chosen

    def _clone(self) -> Self:
        made = super()._clone()  # type: ignore[misc]
        made._sight, made._any_look, made._ready = self._sight, self._any_look, self._ready
        return made  # type: ignore[no-any-return]

    def _wall(self) -> Wall:
        return self.model.WALL  # type: ignore[no-any-return]

    def _look(self) -> Look | None:
        """The look in progress, if it serves this query.

        Raises:
            NotLooking: nobody said who looks.
        """
        look, kind = look_in_progress(), self._wall().kind
        if self._sight is not None:
            return look if look and look.covers(*self._sight, kind) else None
        if not self._any_look:
            raise NotLooking(f"{self.model._meta.label} is protected: ask for visible_to(viewer, purpose=…).")
        if look is None or kind not in look.purpose.kinds:
            raise NotLooking(f"{self.model._meta.label} is protected: nobody looks at {kind} here.")
        return look

    @contextmanager
    def _opened(self) -> Iterator[Self]:
        """This query as the look allows it."""
        look = self._look()
        if look is not None:
            yield self._walled(look)
            return
        assert self._sight is not None
        viewer, purpose, case = self._sight
        with looking(viewer, purpose, case=case) as fresh:
            yield self._walled(fresh)

    def _walled(self, look: Look) -> Self:
        """The first wall: the same rule the database holds, with the viewer's own labels and cases written out."""
        made: Self = self._chain()  # type: ignore[attr-defined]
        made._ready = True
        if not made.query.combinator:
            made.query.add_q(first_wall(self._wall(), look))
        return made

    def _fetch_all(self) -> None:
        if self._result_cache is None and not self._ready:
            with self._opened() as opened:
                self._result_cache = list(opened._iterable_class(opened))  # type: ignore[call-overload]
                super()._fetch_all()
            return
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """As Django's; the look lasts as long as the reading."""
        with self._opened() as opened:
            yield from models.QuerySet.iterator(opened, *args, **kwargs)

    def count(self) -> int:
        """As Django's."""
        if self._ready or self._result_cache is not None:
            return super().count()
        with self._opened() as opened:
            return opened.count()

    def exists(self) -> bool:
        """As Django's."""
        if self._ready or self._result_cache is not None:
            return super().exists()
        with self._opened() as opened:
            return opened.exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's."""
        if self._ready:
            return super().aggregate(*args, **kwargs)
        with self._opened() as opened:
            return opened.aggregate(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Part of another query: only inside a look, which that query must run in too.

        Raises:
            NotLooking: there is none that serves.
        """
        look = self._look()
        if look is None:
            raise NotLooking(f"{self.model._meta.label} in another query: open walls.looking(…) around both.")
        ready = self if self._ready else self._walled(look)
        return super(ProtectedRows, ready).resolve_expression(*args, **kwargs)

    def update(self, **values: Any) -> int:
        """As Django's, inside a look for writing."""
        self._must_write()
        with self._opened() as opened:
            return models.QuerySet.update(opened, **values)

    def _raw_delete(self, using: Any) -> Any:
        self._must_write()
        return super()._raw_delete(using)

    def _update(self, values: Any) -> Any:
        self._must_write()
        return super()._update(values)  # type: ignore[misc]

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        self._must_write()
        return super()._insert(*args, **kwargs)  # type: ignore[misc]

    def _must_write(self) -> None:
        look = look_in_progress()
        if look is None or not look.writing or self._wall().kind not in look.purpose.kinds:
            raise NotLooking(f"{self.model._meta.label} is protected: open walls.looking(…, writing=True).")


def first_wall(wall: Wall, look: Look) -> Q:
    """What a look opens, as a condition on a model's columns; the database's policies say it again.

    Rows of a table that stands behind its parent are kept to the look's case here, and by the database to the parent.
    """
    keeps = Q(**{wall.case: look.case}) if look.case else Q()
    if look.purpose.own:
        own = (
            Q(**{wall.own: look.account, **({wall.own_if: True} if wall.own_if else {})})
            if wall.own
            else None
        )
        return keeps & (own if own is not None else Q(pk__in=[]))
    if wall.parent:
        return keeps
    cases, barred = look.cases(wall.kind)
    opened = Q(**{f"{wall.case}__in": cases})
    labels = look.labels[wall.kind][0]
    if labels:
        by_label = Q(**{f"{wall.label}__in": sorted(labels)})
        opened |= by_label & ~Q(**{f"{wall.case}__in": barred}) if barred else by_label
    return keeps & opened


def protected_manager(rows: type[models.QuerySet[Any]] = models.QuerySet) -> Any:
    """A manager for a protected model whose query set is ``rows`` besides (for instance that of its process).

    Args:
        rows: a query set class of the topic's own.
    """
    made = type("Protected" + rows.__name__, (ProtectedRows, rows), {})
    return made.as_manager()  # type: ignore[attr-defined]


def protected(model: type[models.Model]) -> ProtectedRows:
    """Rows of a protected model: ``protected(Complaint).visible_to(viewer, purpose=…)``.

    Raises:
        TypeError: the model stands behind no wall.
    """
    rows = model._default_manager.all()
    if not isinstance(rows, ProtectedRows):
        raise TypeError(f"{model._meta.label} stands behind no wall.")
    return rows
