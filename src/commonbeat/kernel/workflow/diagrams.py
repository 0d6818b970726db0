"""A process drawn: Mermaid for the documentation, rows for a table on a staff page."""

from __future__ import annotations

from dataclasses import dataclass

from .declare import Process, Text, Transition


def diagram(process: Process) -> str:
    """The process as a Mermaid state diagram.

    Args:
        process: what to draw.

    Returns:
        Text that starts with ``stateDiagram-v2``.
    """
    lines = ["stateDiagram-v2"]
    lines += [f"    {one.name}: {_plain(one.title)}" for one in process.states]
    lines.append(f"    [*] --> {process.initial.name}{_effects(process.begins, ': ')}")
    for step in process.transitions:
        lines += [
            f"    {source} --> {step.target}: {_label(process, step, source)}" for source in step.sources
        ]
    lines += [f"    {one.name} --> [*]" for one in process.states if one.kind == "closed"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Row:
    """One line of the table of transitions."""

    name: str
    title: Text
    sources: tuple[Text, ...]
    target: Text
    capability: str
    needs: tuple[str, ...]
    effects: tuple[str, ...]


def transition_table(process: Process) -> list[Row]:
    """The transitions as rows, with the beginning first; a page or a document makes its own table of them."""
    first = Row("", "", (), process.initial.title, "", (), tuple(one.label for one in process.begins))
    return [first, *(_row(process, step) for step in process.transitions)]


def _row(process: Process, step: Transition) -> Row:
    return Row(
        step.name,
        step.title,
        tuple(process.state(name).title for name in step.sources),
        process.state(step.target).title,
        step.capability,
        (*step.requires, *(["reason"] if _needs_reason(process, step) else [])),
        tuple(one.label for one in step.effects),
    )


def _needs_reason(process: Process, step: Transition) -> bool:
    return step.reason or any(process.is_backward(source, step.target) for source in step.sources)


def _label(process: Process, step: Transition, source: str) -> str:
    reason = step.reason or process.is_backward(source, step.target)
    needs = [*step.requires, *(["reason"] if reason else [])]
    text = _plain(step.title) + (f" (needs {', '.join(needs)})" if needs else "")
    return text + _effects(step.effects, " / ")


def _effects(effects: tuple[object, ...], before: str) -> str:
    labels = ", ".join(_plain(getattr(one, "label", "")) for one in effects)
    return f"{before}{labels}" if labels else ""


def _plain(text: Text) -> str:
    """A text without the signs that mean something to Mermaid."""
    return "".join(" " if sign in ":;#{}\n" else sign for sign in str(text)).strip()
