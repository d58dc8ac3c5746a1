import sys
import pytest, re
from tests.factories.cast import KINDS, make_cast
from tests.posting import post
from tests.conftest import empty_database

CASES = {"/i/<token>": ["link"], "/calendrier/": ["calendar"], "/rejoindre": ["join"], "/reprendre": ["kept"]}

def test_draft(app):
    import time
    t=time.time(); cast = make_cast(); print("cast", time.time()-t, file=sys.stderr)
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        cases = next((c for p, c in CASES.items() if rule.rule.startswith(p)), ["usual"])
        if "meeting_id" in rule.rule or "agenda_item" in rule.rule or "invitation_id" in rule.rule or "meeting_document_id" in rule.rule:
            cases = [*cases, "draft"] if "<token>" not in rule.rule else cases
        if "outbox_mail" in rule.rule: cases.append("secret") if "secret" not in cases else None
        for method in sorted((rule.methods or set()) & {"GET","POST"}):
            for case in dict.fromkeys(cases):
                row=[]
                for kind in KINDS:
                    if method=="POST" and row and row[-1] in ("303","200","ERR","302"):
                        empty_database(); cast=make_cast()
                    addr = re.sub(r"<(?:\w+:)?(\w+)>", lambda f: str(cast.values(case).get(f[1], "MISSING-"+f[1])), rule.rule)
                    b = cast.browser(app, kind)
                    try:
                        r = b.get(addr) if method=="GET" else post(b, addr)
                        row.append(str(r.status_code))
                    except Exception as e:
                        row.append("ERR")
                        print("ERR", method, addr, kind, repr(e)[:300].replace("\n"," "), file=sys.stderr)
                r=row
                label = f"{method:4} {rule.rule}" + (f" [{case}]" if case!="usual" else "")
                print(f"{label:66} {' '.join(r[:4])}  {' '.join(r[4:7])}  {' '.join(r[7:9])}  {' '.join(r[9:])}", flush=True)
