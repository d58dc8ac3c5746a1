"""What gunicorn and the flask command load."""

from noress.factory import create_app

app = create_app()
