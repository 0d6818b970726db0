"""Pure statistics for the reports: arrays in, frozen results out; no Django and no database."""
