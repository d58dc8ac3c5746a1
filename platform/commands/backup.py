"""flask backup, flask restore."""

from pathlib import Path

import click
from flask import Flask


def register(app: Flask) -> None:
    @app.cli.command("backup", with_appcontext=False)
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def backup(file: Path) -> None:
        """Write every row and every file to one archive (FILE.tar.gz)."""
        from noress.jobs import archive

        try:
            manifest = archive.backup(app, file)
        except archive.ArchiveError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}") from None
        click.echo(f"{file}: {_rows(manifest)} rows, {len(manifest['files'])} files")
        if manifest["missing_files"]:
            raise click.ClickException(
                "not in the storage, so not in the backup: " + ", ".join(manifest["missing_files"])
            )

    @app.cli.command("restore", with_appcontext=False)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--force", is_flag=True, help="Replace the data that is there.")
    def restore(file: Path, force: bool) -> None:
        """Put back the rows and files of an archive, whole or not at all."""
        from flask_migrate import upgrade

        from noress.jobs import archive

        with app.app_context():
            upgrade()
        try:
            manifest = archive.restore(app, file, force=force)
        except archive.ArchiveError as error:
            raise click.ClickException(str(error)) from None
        click.echo(f"restored: {_rows(manifest)} rows, {len(manifest['files'])} files")


def _rows(manifest: dict[str, dict[str, dict[str, int]]]) -> int:
    return sum(about["rows"] for about in manifest["tables"].values())
