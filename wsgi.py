"""What gunicorn and the flask command load."""

import gc

from noress.factory import create_app

app = create_app()

# What was loaded lives as long as the process: the collector need not go through it again at each full round,
# which takes some 70 ms and would fall within somebody's request.
gc.collect()
gc.freeze()
