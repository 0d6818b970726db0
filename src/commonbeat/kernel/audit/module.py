"""What the log registers of its own: looking at it is logged too."""

from commonbeat.kernel.audit.logs import keep_doors_out
from commonbeat.kernel.audit.registry import register_action

keep_doors_out()

register_action("audit.read", "{actor} read the audit log")
register_action("audit.downloaded", "{actor} downloaded rows of the audit log")
register_action("audit.exported", "{actor} exported the audit log, rows opened: {details[opened]}")
register_action("audit.verified", "{actor} recomputed the audit log: {outcome}, {details[seals]} seals")
