"""Complaints, thanks and suggestions in public: everything is open to everybody."""

ROWS = {
    **{
        f"portal_complaints:{name}": {"open": True}
        for name in (
            "home", "complain", "retaliation", "thank", "suggest", "copy", "how", "outside", "paper", "thanks",
        )
    },
    "portal_complaints:copy_pdf": {"open": True, "ok": 405},
    "portal_complaints:paper_pdf": {"open": True, "args": {"kind": "complaint"}},
}  # fmt: skip
