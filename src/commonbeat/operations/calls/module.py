"""What this topic registers."""

from commonbeat.kernel.intake.targets import register_target

register_target("calls", "commonbeat.operations.calls.intake:TARGET")
