"""What is forgotten of funded projects once they are over: the answer stays, the file goes."""

from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files.rules import drop_files
from noress.domain.payments.queries import retaining as queries
from noress.domain.payments.rib import masked
from noress.extensions import db


def purge_papers(*, before: datetime, now: datetime) -> int:
    """Papers that may show an identity card, of projects that ended before that instant. How many files went; that
    they were given and checked stays."""
    papers = db.session.scalars(queries.list_past_papers(before)).all()
    gone = [paper.file_id for paper in papers if paper.file_id is not None]
    for paper in papers:
        paper.file_id = None
        paper.version += 1
        record(Actor.system(), "award_paper.purged", paper, now=now, changes={"paper": (paper.label, None)})
    drop_files(gone)
    return len(gone)


def purge_proofs(*, before: datetime, now: datetime) -> int:
    """Papers of banks that prove bank details, once nothing is paid there any more. How many files went."""
    accounts = db.session.scalars(queries.list_past_proofs(before)).all()
    gone = [account.proof_id for account in accounts if account.proof_id is not None]
    for account in accounts:
        account.proof_id = None
        account.version += 1
        rib = masked(account.rib)
        record(Actor.system(), "bank_account.proof_purged", account, now=now, changes={"rib": (rib, rib)})
    drop_files(gone)
    return len(gone)
