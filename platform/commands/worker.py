"""flask worker: sends mails, runs tasks, does the nightly work."""

import click
from flask import Flask


def register(app: Flask) -> None:
    @app.cli.command("worker", with_appcontext=False)
    def worker() -> None:
        """Send mails and run background tasks until stopped."""
        from noress.jobs import worker as job  # huey's consumer: only the worker needs it

        job.run(app)

    @app.cli.command("purge", with_appcontext=False)
    def purge() -> None:
        """Delete now what is past its retention."""
        from noress.jobs import retention

        for name, count in retention.purge(app).items():
            click.echo(f"{name}: {count}")
