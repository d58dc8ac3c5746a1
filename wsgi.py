"""What gunicorn and the flask command load."""

import gc

# What is loaded lives as long as the process: the collector need not go through it again and again meanwhile, which
# is a tenth of a start, nor at each full round later, which takes some 70 ms and would fall within somebody's request,
# nor once before it is set aside: of 290,000 objects that round finds some 600 to throw away.
gc.disable()

from noress.factory import create_app  # noqa: E402

app = create_app()

gc.freeze()
gc.enable()
