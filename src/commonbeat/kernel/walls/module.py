"""What this topic registers: its start-up check, and the audit actions of looking and letting in."""

from commonbeat.kernel import audit

from . import checks  # noqa: F401  registers by being imported
from .areas import areas

audit.register_protected(areas)

audit.register_action("walls.looked", sentence="{actor} looked at {object_kind} {case} for “{purpose}”")
audit.register_action("walls.kept_house", sentence="{actor} tended protected records: {reason}")
audit.register_action("walls.key_changed", sentence="{actor} changed the key of protected records: {reason}")
audit.register_action("walls.refused", sentence="{actor} was refused to look for “{purpose}”")
audit.register_action(
    "walls.let_in",
    sentence="{actor} let {details[account]} into {object_kind} {case} as {details[role]}",
)
audit.register_action("walls.put_out", sentence="{actor} put {details[account]} out of {object_kind} {case}")
audit.register_action(
    "walls.recused",
    sentence="{actor} noted that {details[account]} is recused from {object_kind} {case}",
)
audit.register_action(
    "walls.lifting_asked",
    sentence="{actor} asked to lift the recusal of {details[account]} from {object_kind} {case}",
)
audit.register_action(
    "walls.recusal_lifted",
    sentence="{actor} lifted the recusal of {details[account]} from {object_kind} {details[case]}, "
    "as {details[asked_by]} had asked",
)
audit.register_action(
    "walls.recusal_kept", sentence="{actor} said no to lifting the recusal of {details[account]}"
)
audit.register_action(
    "walls.emergency_asked", sentence="{actor} asked to see {object_kind} {case} in an emergency"
)
audit.register_action(
    "walls.emergency_declined", sentence="{actor} said no to the emergency {object_id} of {details[asked_by]}"
)
audit.register_action(
    "walls.glass_broken",
    sentence="{actor} opened {object_kind} {details[case]} to {details[asked_by]} in an emergency, "
    "for {details[hours]} hours",
)
