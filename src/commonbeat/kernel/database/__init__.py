"""The database under everything: where it lives, how it is started, who may do what in it."""
