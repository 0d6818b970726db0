"""The staff console: home, people and roles, audit viewer, sign-in pages."""
