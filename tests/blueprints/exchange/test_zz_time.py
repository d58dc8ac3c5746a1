import time
from tests.factories.lists import HEADINGS, row, send
from tests.factories.catalogue import make_structure
def test_time(app, secretary):
    names=["Annour","Safran","Argane","Thym","Miel","Laine","Zitoune","Cèdre","Menthe","Amande"]
    for n in range(30): make_structure(f"Coopérative {names[n%10]} {n}", phone=f"05390{n:05d}")
    where = send(secretary,[HEADINGS,*(row(f"Coopérative {names[n%10]} {n}", phone=f"05390{n:05d}") for n in range(5000))]).location
    for page in ("","?page=2","?voir=ressemblances","?page=150","/confirmer"):
        t=time.perf_counter(); r=secretary.get(where+page); print(page, r.status_code, round(time.perf_counter()-t,3))
