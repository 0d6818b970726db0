"""Records the law opens, and reports it wants: Penal Code 832.7(b), 13510.9 and 13012."""
