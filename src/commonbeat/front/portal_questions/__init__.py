"""Ask the department, read what others asked, take part in a town hall; no account needed."""
