"""The questions of public forms, seen and changed by staff."""
