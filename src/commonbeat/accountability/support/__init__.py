"""Early support: single indicators beside peers, a talk, a plan, what came of it. Never a score, a rank or a punishment."""
