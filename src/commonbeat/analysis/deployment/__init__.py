"""Where units wait: covering and median models solved to a proven best."""

from commonbeat.analysis.deployment.covering import mclp, mexclp
from commonbeat.analysis.deployment.median import p_median
from commonbeat.analysis.deployment.siting import Siting

__all__ = ["Siting", "mclp", "mexclp", "p_median"]
