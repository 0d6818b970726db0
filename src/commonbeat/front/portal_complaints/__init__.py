"""Complain, thank or suggest: one public door, no account needed, in both languages, on paper too."""
