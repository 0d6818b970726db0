"""Thanks to officers and suggestions to the department: taken, matched with people, passed on, answered."""
