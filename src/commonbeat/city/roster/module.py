"""What this topic registers."""

from commonbeat.kernel.intake.targets import register_target

register_target("roster", "commonbeat.city.roster.intake:TARGET")
