"""The public portal: everything is open to everybody."""

ROWS = {
    "portal:home": {"open": True},
    "portal:catalogue": {"open": True},
    "portal:dataset": {"open": True, "args": {"name": "no-such-dataset"}, "ok": 404},
    "portal:download": {"open": True, "args": {"name": "no-such-dataset", "kind": "csv"}, "ok": 404},
    "portal:dcat": {"open": True},
    "portal:revisions": {"open": True},
    "portal:promises": {"open": True},
    "portal:reports": {"open": True},
    "portal:report": {"open": True, "args": {"week": "2024-W40"}, "ok": 404},
    "portal:how_we_publish": {"open": True},
    "portal:accessibility": {"open": True},
    "portal:audit_roots": {"open": True},
    "portal:audit_roots_json": {"open": True},
    "portal:verifier": {"open": True},
}
