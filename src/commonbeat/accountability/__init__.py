"""How power is used and answered for."""
