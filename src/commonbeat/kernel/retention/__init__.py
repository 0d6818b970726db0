"""How long records are kept, on whose authority, what keeps them longer, and how they go: two people, one manifest.

Topics declare their rules with the names below in ``module.py``. Why it works as it does:
``docs/explanation/retention.md``.
"""

from .declare import Erasure, RetentionRule, Waits, register_rule, rule, rules

__all__ = ["Erasure", "RetentionRule", "Waits", "register_rule", "rule", "rules"]
