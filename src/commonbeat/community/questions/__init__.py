"""Ask the department, and the town hall by text message."""
