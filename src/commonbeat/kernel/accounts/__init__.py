"""Accounts: who a person is when they sign in."""
