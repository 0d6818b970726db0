"""Police reports by web, telephone, counter and paper: the gate, the questions, the clerk's review, the draft for records."""
