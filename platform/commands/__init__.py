"""The command line: `flask worker`, `flask demo`, `flask user`, `flask backup`, `flask restore`,
`flask search`, `flask pages`."""

from flask import Flask


def register_commands(app: Flask) -> None:
    from noress.commands import backup, demo, pages, search, serve, user, worker

    for module in (serve, worker, demo, user, backup, search, pages):
        module.register(app)
