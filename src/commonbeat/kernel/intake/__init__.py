"""One import engine for every bulk source. It knows tables, columns and clocks, and nothing of policing.

Topics declare what they take in (`targets.Target`) and register it; a mapping file (TOML) says how a source's columns
become the target's fields. `engine.run` does the rest: read, convert, account for every row, load in one transaction.
"""
