"""Following a case by its code: one page for every kind of case, without an account."""
