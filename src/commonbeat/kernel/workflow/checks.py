"""Start-up checks of the registered processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist

from commonbeat.kernel.access import UnknownCapability
from commonbeat.kernel.access.capabilities import capability

from .declare import Process, processes


@register()
def processes_hold_together(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every process has its model, its fields, and capabilities that some topic registers."""
    return [Error(text, id="workflow.E001") for one in processes() for text in faults(one)]


def faults(process: Process) -> Iterator[str]:
    """What is wrong with a declaration, once everything is registered."""
    from .models import Moving

    for step in process.transitions:
        try:
            if step.capability:
                capability(step.capability)
        except UnknownCapability as error:
            yield f"Process {process.name}, transition {step.name}: {error}"
    try:
        model = apps.get_model(process.model)
    except LookupError:
        yield f"Process {process.name}: there is no model {process.model}."
        return
    if not issubclass(model, Moving) or process.name != model.PROCESS:
        yield f"Process {process.name}: {process.model} does not name it in PROCESS."
    for step in process.transitions:
        for name in step.requires:
            try:
                model._meta.get_field(name)
            except FieldDoesNotExist:
                yield f"Process {process.name}, transition {step.name}: {process.model} has no field {name}."
