"""Every promise to the public, kept or late: computed from the clocks, never typed."""
