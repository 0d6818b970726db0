"""The demo city's place in the audit log."""
