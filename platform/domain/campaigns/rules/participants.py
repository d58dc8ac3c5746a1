"""Who is asked: one structure, one participant. What looks the same is shown, never merged by itself."""

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.campaigns import queries
from noress.domain.campaigns.addresses import hashes_of, one_email, one_phone
from noress.domain.campaigns.grid import Grid, read_grid
from noress.domain.campaigns.models import Campaign, CampaignState, Means, Participant
from noress.domain.campaigns.rules.running import STALE
from noress.domain.institutions.models import Institution
from noress.extensions import db

MOST_NAME = 200


class Structure(NamedTuple):
    """What is said of a structure to ask."""

    name: str
    province: str | None = None
    kind: str | None = None
    language: str = "fr"
    email: str | None = None
    phone: str | None = None
    institution_id: int | None = None
    through_id: int | None = None


class LooksTheSame(RuleError):
    """Somebody of that name is asked there already: `found` are shown, and the person decides."""

    def __init__(self, found: list[Participant]):
        message = _("Une structure de ce nom est déjà dans la campagne. Est-ce une autre ?")
        super().__init__("alike", message, field="is_other", status=409)
        self.found = found


def add_participant(
    *, campaign: Campaign, structure: Structure, is_other: bool = False, actor: Actor, now: datetime,
) -> Participant:  # fmt: skip
    """One more structure to ask. `is_other`: a person looked at those of the same name and says that it is none
    of them. Raises LooksTheSame."""
    lock(campaign)  # two people may be adding the same one
    check_not_over(campaign)
    clean = check_structure(structure, read_grid(campaign))
    check_unknown(campaign, clean)
    check_wanted(clean)
    alike = list(db.session.scalars(queries.list_alike(campaign.id, fold(clean.name)[:600], clean.province)))
    if alike and not is_other:
        raise LooksTheSame(alike)
    participant = write_participant(campaign, clean, actor=actor, now=now)
    db.session.flush()  # history needs its number
    record(actor, "participant.added", participant, now=now, changes={"name": (None, clean.name)})
    return participant


def write_participant(
    campaign: Campaign, structure: Structure, *, actor: Actor, now: datetime
) -> Participant:
    """The row of a structure that was checked."""
    participant = Participant(
        campaign=campaign, name=structure.name, name_folded=fold(structure.name)[:600], province=structure.province,
        kind=structure.kind, language=structure.language, email=structure.email, phone=structure.phone,
        institution_id=structure.institution_id, through_id=structure.through_id, means=Means.INVITATION, depth=0,
        reminders=0, link_generation=1, created_at=now, created_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(participant)
    return participant


def add_members(*, campaign: Campaign, actor: Actor, now: datetime) -> int:
    """Every member institution that is not asked yet; how many."""
    lock(campaign)
    check_not_over(campaign)
    kinds = read_grid(campaign).kinds
    institutions = list(db.session.scalars(queries.list_members_not_asked(campaign.id)))
    known = _Taken.load(campaign)
    for institution in institutions:
        structure = Structure(
            name=institution.name.pick("fr")[1][:MOST_NAME], institution_id=institution.id,
            kind=institution.category_code if institution.category_code in kinds else None,
            email=known.free(institution.email), phone=known.free_phone(institution.phone),
        )  # fmt: skip
        write_participant(campaign, structure, actor=actor, now=now)
    if not institutions:
        message = _("Toutes les institutions membres sont déjà dans la campagne.")
        raise RuleError("nobody", message, status=409)
    changes = {"participants": (None, len(institutions))}
    record(actor, "campaign.members_added", campaign, now=now, changes=changes)
    return len(institutions)


def edit_participant(
    *, participant: Participant, structure: Structure, mark: str, actor: Actor, now: datetime
) -> None:
    """Its name, its cell, its addresses. `mark` is `mark_of` what the page showed. Raises StaleVersion."""
    lock(participant)
    if mark_of(participant) != mark:
        raise StaleVersion(STALE, participant)
    check_not_over(participant.campaign)
    clean = check_structure(structure, read_grid(participant.campaign))
    if participant.declined_at is not None and (clean.email or clean.phone):
        message = _("Cette structure a demandé à ne plus être contactée : son adresse n'est plus notée.")
        raise RuleError("declined", message, status=409)
    check_unknown(participant.campaign, clean, but=participant.id)
    check_wanted(clean)
    changes = changed(participant, {
        "name": clean.name, "province": clean.province, "kind": clean.kind, "language": clean.language,
        "email": clean.email, "phone": clean.phone,
    })  # fmt: skip
    if changes:
        participant.name_folded = fold(clean.name)[:600]
        # history says that an address changed, never what it was
        told = {name: pair for name, pair in changes.items() if name not in ("email", "phone")}
        if told != changes:
            told["contacts"] = (None, True)
        record(actor, "participant.edited", participant, now=now, changes=told)


def mark_of(participant: Participant) -> str:
    """Changes whenever what people edit of it does: participants carry no version."""
    said = [participant.name, participant.province, participant.kind, participant.language, participant.email,
            participant.phone, participant.declined_at is not None]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


# --- checks, shared with the import ------------------------------------------------------------------


def check_not_over(campaign: Campaign) -> None:
    if campaign.state is CampaignState.CLOSED:
        message = _("Cette campagne est terminée : personne n'y est ajouté.")
        raise RuleError("closed", message, status=409)


def check_structure(structure: Structure, grid: Grid) -> Structure:
    """The same, cleaned. Raises RuleError at the field."""
    name = " ".join(structure.name.split())
    if not name:
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field="name")
    if len(name) > MOST_NAME:
        message = _("Ce nom est trop long : %(limit)s caractères au plus.", limit=MOST_NAME)
        raise RuleError("too_long", message, field="name")
    if structure.province and structure.province not in grid.provinces:
        raise RuleError("unknown_province", _("Choisissez une des provinces proposées."), field="province")
    if structure.kind and structure.kind not in grid.kinds:
        raise RuleError("unknown_kind", _("Choisissez une des réponses proposées."), field="kind")
    for field, key in (("institution_id", structure.institution_id), ("through_id", structure.through_id)):
        if key is not None and db.session.get(Institution, key) is None:
            raise RuleError("unknown_institution", _("Choisissez une des institutions."), field=field)
    return Structure(
        name=name, province=structure.province or None, kind=structure.kind or None,
        language=structure.language if structure.language in LANGUAGES else "fr",
        email=one_email(structure.email), phone=one_phone(structure.phone),
        institution_id=structure.institution_id, through_id=structure.through_id,
    )  # fmt: skip


def check_unknown(campaign: Campaign, structure: Structure, *, but: int | None = None) -> None:
    """No other participant has the address, the number or the institution."""
    if not (structure.email or structure.phone or structure.institution_id):
        return
    query = queries.list_same(
        campaign.id, email=structure.email, phone=structure.phone, institution_id=structure.institution_id
    )
    same = next((found for found in db.session.scalars(query) if found.id != but), None)
    if same is not None:
        raise _is_known(structure, same)


def _is_known(structure: Structure, same: Participant) -> RuleError:
    name = same.name or _("une structure sans nom")
    if structure.institution_id is not None and same.institution_id == structure.institution_id:
        message = _("Cette institution est déjà dans la campagne.")
        return RuleError("same_institution", message, field="institution_id")
    if structure.email and same.email == structure.email:
        message = _("Cette adresse est déjà celle de « %(name)s ».", name=name)
        return RuleError("same_email", message, field="email")
    message = _("Ce numéro est déjà celui de « %(name)s ».", name=name)
    return RuleError("same_phone", message, field="phone")


def check_wanted(structure: Structure) -> None:
    """Its holder did not ask to be left alone."""
    for field in ("email", "phone"):
        address = getattr(structure, field)
        if not address:
            continue
        hashes = hashes_of(address if field == "email" else None, address if field == "phone" else None)
        if db.session.scalars(queries.list_unwanted(hashes)).first() is not None:
            raise RuleError("unwanted", unwanted_message(), field=field)


def unwanted_message() -> Any:
    return _("Cette adresse a demandé à ne plus être contactée.")


class _Taken:
    """Addresses that participants have: an institution that shares one is reached through its seats."""

    def __init__(self, emails: set[str], phones: set[str]):
        self.emails, self.phones = emails, phones

    @classmethod
    def load(cls, campaign: Campaign) -> "_Taken":
        rows = db.session.execute(queries.list_known(campaign.id)).all()
        return cls({row.email for row in rows if row.email}, {row.phone for row in rows if row.phone})

    def free(self, raw: str | None) -> str | None:
        return _free(one_email, raw, self.emails)

    def free_phone(self, raw: str | None) -> str | None:
        return _free(one_phone, raw, self.phones)


def _free(clean: Any, raw: str | None, taken: set[str]) -> str | None:
    """The address, unless it cannot be read, is somebody else's already, or is not to be used."""
    try:
        address: str | None = clean(raw)
    except RuleError:
        return None
    if address is None or address in taken:
        return None
    hashes = hashes_of(address, None) if clean is one_email else hashes_of(None, address)
    if db.session.scalars(queries.list_unwanted(hashes)).first() is not None:
        return None
    taken.add(address)
    return address
