"""The command line: ``commonbeat <command>``; every file with ``register(app)`` adds its commands."""
