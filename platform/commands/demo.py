"""flask demo: builds the demonstration's data."""

from datetime import datetime

import click
from flask import Flask


def register(app: Flask) -> None:
    @app.cli.command("demo", with_appcontext=False)
    @click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the data is seen.")
    @click.option("--reset", is_flag=True, help="Delete everything first.")
    def demo(today: datetime | None, reset: bool) -> None:
        """Build the demonstration. Refused where there is data, unless --reset."""
        if not app.config["SETTINGS"].demo:
            raise click.ClickException(
                "the demonstration is for DEMO=1 only: this would fill a real network's data"
            )
        from noress.demo import build  # YAML and all the rules: only this command needs them

        try:
            build.build(app, today=today.date() if today else None, reset=reset)
        except build.NotEmpty:
            raise click.ClickException("there is data already; --reset deletes it and starts again") from None
        click.echo("The demonstration is ready.")
