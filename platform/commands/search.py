"""flask search rebuild."""

import click
from flask import Flask

from noress.core.database import writing


def register(app: Flask) -> None:
    @app.cli.group("search")
    def group() -> None:
        """The index of what is searched by words."""

    @group.command("rebuild")
    def rebuild() -> None:
        """Write the whole index again, from what the database holds."""
        from noress.core import search
        from noress.extensions import db

        with writing():
            counts = search.rebuild()
            db.session.commit()
        for kind, count in counts.items():
            click.echo(f"{kind}: {count}")
