"""The issues door: residents report a street, yard or noise problem and see what was reported, without an account."""
