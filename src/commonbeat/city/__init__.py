"""The ground: where, who, which code."""
