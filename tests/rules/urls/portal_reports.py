"""Public pages of police reports: open to everybody."""

ROWS = {
    "portal_reports:gate": {"open": True},
    "portal_reports:write": {"open": True},
    "portal_reports:continue": {"open": True},
    "portal_reports:more": {"open": True},
    "portal_reports:call": {"open": True},
    "portal_reports:copy": {"open": True},
    "portal_reports:copy_pdf": {"open": True, "ok": 405},
    "portal_reports:rights": {"open": True},
}
