"""``commonbeat receive-mail``: an e-mail from this machine's own mail server."""

import sys

import typer

MOST_BYTES = 30 * 1024 * 1024
TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the message and comes back


def register(app: typer.Typer) -> None:
    """Add ``receive-mail``."""

    @app.command()
    def receive_mail() -> None:
        """Take one e-mail from standard input, as a mail server pipes it; exit code 75 asks it to come again."""
        from django.db import Error  # slow

        from commonbeat.kernel.notify.inbound_mail import Became, receive_letter  # slow
        from commonbeat.kernel.notify.letters import letter_of  # slow

        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            typer.echo("The message is larger than 30 MB; it was not taken.", err=True)
            raise typer.Exit(1)
        try:
            letter = letter_of(raw)
            became = receive_letter(letter) if letter else Became.NOBODY
        except Error:
            typer.echo("The database cannot be used now; the message was not taken.", err=True)
            raise typer.Exit(TRY_AGAIN) from None
        typer.echo(f"{became.value}")
