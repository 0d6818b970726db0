"""The public door of police reports: the gate, the form in steps, calls, the copy for an insurer."""
