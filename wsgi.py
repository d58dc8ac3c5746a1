"""What gunicorn and the flask command load."""

import gc
import sys

# What is loaded lives as long as the process: the collector need not go through it again and again meanwhile, which
# is a tenth of a start, nor at each full round later, which takes some 70 ms and would fall within somebody's request,
# nor once before it is set aside: of 290,000 objects that round finds some 600 to throw away.
gc.disable()

# SQLite's driver lets the other threads run at each row it fetches, then waits for its turn: 5 ms, if another one computes.
sys.setswitchinterval(0.0005)

from noress.factory import create_app  # noqa: E402

app = create_app()

gc.freeze()
# a page makes thousands of objects, which nearly all go by themselves: a look every 700 of them took 4 % of each page
gc.set_threshold(20_000)
gc.enable()
