"""A campaign through its pages: the list, its own page, opening, closing; structures; invitations."""

import io
from datetime import date

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from noress.domain.campaigns.models import Campaign, CampaignState, Participant
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms
from tests.factories.campaigns import (
    TANGER,
    asked_definition,
    make_answer,
    make_campaign,
    make_participant,
    make_target,
)
from tests.factories.questionnaires import make_version
from tests.factories.sheets import xlsx
from tests.posting import SAME_ORIGIN, csrf_token, post

TEXTS = {"name_fr": "Automne", "name_ar": "الخريف", "message_fr": "Aidez-nous", "message_ar": "ساعدونا"}


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


def primary(page):
    return forms.text_of(page, "main .button--primary")


def test_the_list_counts_and_its_queries_do_not_grow(world, count_queries):
    counts = []
    for more in range(2):
        for number in range(more * 2):
            make_campaign(CampaignState.DRAFT if number else CampaignState.CLOSED)
        with count_queries() as statements:
            page = world.secretary.get("/campagnes/")
        counts.append((len(forms.text_of(page, "tbody tr")), len(statements)))
    assert counts == [(1, 4), (3, 4)]
    # members do not see what is in the making
    assert len(forms.text_of(world.member.get("/campagnes/"), "tbody tr")) == 2
    assert world.visitor.get("/campagnes/").status_code == 302


def test_it_is_prepared_edited_opened_closed_and_opened_again(world):
    version = make_version(definition=asked_definition())
    refused = forms.post(world.secretary, "/campagnes/nouvelle", **TEXTS, closes_on="2099-01-01", most_depth="5",
                         questionnaire_id=str(version.questionnaire_id))  # fmt: skip
    assert (refused.status_code, list(forms.errors_of(refused))) == (422, ["closes_on"])
    assert "ساعدونا" in refused.text
    none = forms.post(
        world.secretary, "/campagnes/nouvelle", **TEXTS, closes_on="2026-12-20", questionnaire_id=""
    )
    assert (none.status_code, list(forms.errors_of(none))) == (422, ["questionnaire_id"])
    done = forms.post(world.secretary, "/campagnes/nouvelle", **TEXTS, closes_on="2026-12-20",
                      questionnaire_id=str(version.questionnaire_id))  # fmt: skip
    campaign = db.session.scalars(select(Campaign).order_by(Campaign.id.desc())).first()
    url = f"/campagnes/{campaign.id}"
    assert (done.status_code, done.location) == (303, url)
    assert primary(world.secretary.get(url)) == ["Ajouter les institutions membres"]
    edited = forms.post(world.secretary, f"{url}/modifier", kind_question="", closes_on="2026-12-24")
    assert (edited.status_code, campaign.kind_question, campaign.closes_on) == (303, None, date(2026, 12, 24))
    stale = forms.post(world.secretary, f"{url}/modifier", version="1", name_fr="Hiver")
    assert (stale.status_code, "Votre texte, dans le formulaire" in stale.text, campaign.name["fr"]) == (
        409,
        True,
        "Automne",
    )
    make_participant(campaign, "Sans adresse")
    make_participant(campaign, email="a@exemple.ma")
    assert primary(world.secretary.get(url)) == ["Ouvrir la campagne"]
    assert forms.post(world.secretary, f"{url}/ouvrir").location == url
    assert campaign.state is CampaignState.OPEN
    page = world.secretary.get(url)
    assert (primary(page), "1 structure n'a pas encore" in plain(page.text.replace("&#39;", "'"))) == (
        ["Inviter les structures"], True,
    )  # fmt: skip
    assert forms.post(world.secretary, f"{url}/terminer").location == url
    assert primary(world.secretary.get(url)) == ["Voir le tableau de couverture"]
    bad = forms.post(world.secretary, f"{url}/rouvrir", closes_on="2026-01-01")
    assert (bad.status_code, list(forms.errors_of(bad))) == (422, ["closes_on"])
    assert forms.post(world.secretary, f"{url}/rouvrir", closes_on="2026-12-30").location == url
    assert (campaign.state, campaign.closes_on) == (CampaignState.OPEN, date(2026, 12, 30))
    history = forms.text_of(world.secretary.get(f"{url}/historique"), ".timeline > li > p:first-child")
    assert history == [
        "Campagne rouverte", "Campagne terminée", "Campagne ouverte", "Campagne modifiée", "Campagne préparée",
    ]  # fmt: skip
    draft = make_campaign(CampaignState.DRAFT, message={"fr": "Seul"})
    page = world.secretary.get(f"/campagnes/{draft.id}/ouvrir")
    assert (primary(page), "en français et en arabe" in page.text) == (["Modifier la campagne"], True)
    assert world.member.get(f"/campagnes/{draft.id}/couverture").status_code == 404


def test_its_page_says_what_brings_answers(world):
    done = make_participant(world.campaign, "Relayée", means="relay")
    make_answer(world.campaign, done)
    page = world.secretary.get(world.url)
    rows = [plain(text) for text in forms.text_of(page, "#moyens tbody tr")]
    assert rows[0] == "Transmission par une structure 1 1 100 %"
    assert rows[1:] == [f"{name} 0 0 pas encore essayé" for name in (
        "Téléphone", "Remplissage avec quelqu'un", "Relance personnelle", "Invitation par courriel", "Lien ouvert ou affiche",
    )]  # fmt: skip
    assert "Un courriel envoyé à tous n'apporte presque rien" in plain(page.text.replace("&#39;", "'"))


def test_structures_are_listed_found_in_both_scripts_and_paged_with_the_same_queries(world, count_queries):
    counts = []
    for start, count in ((0, 1), (1, 2)):
        for number in range(start, start + count):
            one = make_participant(world.campaign, f"Structure de démonstration {number}", province=TANGER,
                                   kind="association", through_id=world.own.id, phone=f"+21253900000{number}")  # fmt: skip
            make_answer(world.campaign, one)
        with count_queries() as statements:
            page = world.secretary.get(f"{world.url}/structures")
        counts.append((len(forms.text_of(page, "tbody tr")), len(statements)))
    assert counts == [(1, 7), (3, 7)]
    make_participant(world.campaign, "جمعية الأمل", email="amal@exemple.ma")
    found = {
        query: forms.text_of(world.secretary.get(f"{world.url}/structures?{query}"), "tbody th")
        for query in ("q=الامل", "q=STRUCTURE+2", "q=amal@exemple", "q=0539000001", "state=sent", "state=done&kind=association",
                      "through=0", "province=01.571", "q=rien", "kind=martian&state=x&through=-3")
    }  # fmt: skip
    every = [*(f"Structure de démonstration {number}" for number in range(3)), "جمعية الأمل"]
    assert found == {
        "q=الامل": every[3:], "q=STRUCTURE+2": [every[2]], "q=amal@exemple": every[3:], "q=0539000001": [every[1]],
        "state=sent": every[3:], "state=done&kind=association": every[:3], "through=0": every[3:],
        "province=01.571": [], "q=rien": [], "kind=martian&state=x&through=-3": every,
    }  # fmt: skip


def test_a_structure_is_added_shown_corrected_and_answered_for(world):
    address = f"{world.url}/structures/ajouter"
    bad = forms.post(world.secretary, address, name="Tiwizi", phone="12", email="nom@")
    assert (bad.status_code, list(forms.errors_of(bad))) == (422, ["email"])
    assert forms.post(world.secretary, address, name="Tiwizi", phone="05 39 00 00 01").status_code == 303
    alike = forms.post(world.secretary, address, name="TIWIZI")
    assert (alike.status_code, forms.text_of(alike, ".notice--warning li")) == (
        409,
        ["Tiwizi , non précisé, non précisé"],
    )
    assert forms.post(world.secretary, address, name="TIWIZI", is_other="y").status_code == 303
    one = db.session.scalars(select(Participant).order_by(Participant.id)).first()
    url = f"/campagnes/structures/{one.id}"
    page = world.secretary.get(url)
    assert ("+212539000001" in page.text, "/c/p/" in page.text) == (True, True)
    old = forms.post(world.secretary, f"{url}/modifier", mark="vieux", name="Autre nom")
    assert (old.status_code, one.name, 'value="Autre nom"' in old.text) == (409, "Tiwizi", True)
    assert (
        forms.post(world.secretary, f"{url}/modifier", name="Tiwizi Tanger", province=TANGER).location == url
    )
    assert (one.name, one.province) == ("Tiwizi Tanger", TANGER)
    refused = forms.post(world.secretary, f"{url}/remplir", channel="phone")
    assert (refused.status_code, list(forms.errors_of(refused))) == (422, ["filled_by"])
    begun = forms.post(world.secretary, f"{url}/remplir", channel="phone", filled_by="Équipe d'animation")
    assert (begun.status_code, begun.location.startswith("/q/"), one.response.channel.value) == (
        303,
        True,
        "phone",
    )
    assert world.member.get(url).status_code == 404


def test_all_members_are_added_after_a_page_that_says_how_many(world):
    address = f"{world.url}/structures/membres"
    assert forms.text_of(world.secretary.get(address), ".confirmation h2") == ["Ajouter 1 institution ?"]
    assert forms.post(world.secretary, address).location == f"{world.url}/structures"
    assert db.session.scalars(select(Participant.institution_id)).all() == [world.own.id]
    assert forms.text_of(world.secretary.get(address), ".empty h2") == ["Elles y sont toutes"]
    assert post(world.secretary, address).status_code == 409


def upload(world, content, name="liste.xlsx"):
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"csrf_token": csrf_token(world.secretary), "file": file})
    return world.secretary.post(f"{world.url}/structures/importer", data=body, headers=SAME_ORIGIN,
                                content_type=f"multipart/form-data; boundary={boundary}")  # fmt: skip


def fields(page, action):
    form = next(tag for tag in forms.parse(page).select("main form") if tag["action"].endswith(action))
    data = {
        tag["name"]: tag.get("value", "")
        for tag in form.select("input[name]")
        if tag.get("type") != "checkbox"
    }
    chosen = {tag["name"]: tag.select_one("option[selected]")["value"] for tag in form.select("select")}
    return data | chosen


def test_a_sheet_becomes_structures_and_nothing_is_kept_before(world):
    make_participant(world.campaign, "Déjà là", province=TANGER, email="deja@exemple.ma")
    sheet = xlsx([
        ["Liste 2025"], ["Structure", "Province", "Type", "Tél", "E-mail", "Remarque"],
        ["Association Amal", "Tanger-Assilah", "Association", "05 39 00 00 01", "amal@exemple.ma", "x"],
        ["جمعية النور", "Province Tétouan", "cooperative", "0539000001", "", ""],
        ["Déjà là", "طنجة-أصيلة", "", "", "", ""], ["Autre", "", "", "", "deja@exemple.ma", ""],
        ["Coopérative", "Mars", "", "", "", ""], ["", "Larache", "", "", "", ""], ["Nour 2", "Larache", "", "12", "", ""],
        ["Bonne", "Larache", "Cooperative", "", "", ""],
    ])  # fmt: skip
    page = upload(world, sheet)
    assert (page.status_code, db.session.scalar(select(func.count(Participant.id)))) == (200, 1)
    rows = [plain(text) for text in forms.text_of(page, "#apercu tbody tr")]
    assert [row.split(" Tanger")[0] for row in rows] == [
        "3 جمعية النور Déjà dans la campagne, ou plus haut dans la feuille. Province Tétouan cooperative 0539000001 العربية",
        "5 Autre Déjà dans la campagne, ou plus haut dans la feuille. non précisé non précisé deja@exemple.ma Français",
        "6 Coopérative « Mars » n'est pas dans la liste. Mars non précisé Français",
        "7 structure sans nom Écrivez le nom de la structure. Larache non précisé Français",
        "8 Nour 2 Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00. Larache non précisé 12 Français",
        "4 Déjà là même nom qu'une autre", "2 Association Amal", "9 Bonne Larache Cooperative Français",
    ]  # fmt: skip
    data = fields(page, "/confirmer")
    done = world.secretary.post(f"{world.url}/structures/importer/confirmer", data=data, headers=SAME_ORIGIN)
    assert (done.status_code, done.location) == (303, f"{world.url}/structures")
    written = db.session.scalars(select(Participant).order_by(Participant.id)).all()[1:]
    assert [(one.name, one.province, one.kind, one.phone, one.email) for one in written] == [
        ("Association Amal", TANGER, "association", "+212539000001", "amal@exemple.ma"),
        ("Bonne", "01.331", "cooperative", None, None),
    ]  # fmt: skip
    again = world.secretary.post(
        f"{world.url}/structures/importer/confirmer", data={**data, "with_alike": "1"}, headers=SAME_ORIGIN
    )
    assert (
        again.status_code == 303
    )  # the one of the same name, looked at; then "Bonne", now known by its name
    assert [
        one.name for one in db.session.scalars(select(Participant).order_by(Participant.id)).all()[3:]
    ] == ["Déjà là", "Bonne"]
    remapped = {**fields(page, "/relire"), "column-0": ""}
    bad = world.secretary.post(f"{world.url}/structures/importer/relire", data=remapped, headers=SAME_ORIGIN)
    assert (bad.status_code, "Dites quelle colonne" in bad.text) == (422, True)
    broken = world.secretary.post(
        f"{world.url}/structures/importer/confirmer", data={**data, "rows": "[[1]"}, headers=SAME_ORIGIN
    )
    assert (broken.status_code, upload(world, b"PK\x03\x04 not a sheet").status_code) == (422, 422)
    wide = xlsx([[f"c{n}" for n in range(300)], ["x"] * 300])
    assert upload(world, wide).status_code == 422


def test_invitations_and_reminders_say_first_to_whom(world, client):
    make_participant(world.campaign, "Une", email="une@exemple.ma")
    make_participant(world.campaign, "Sans adresse")
    page = world.secretary.get(f"{world.url}/inviter")
    assert forms.text_of(page, ".confirmation h2") == ["Écrire à 1 structure ?"]
    assert forms.text_of(page, ".confirmation details li") == ["Une ( une@exemple.ma )"]
    assert forms.post(world.secretary, f"{world.url}/inviter").location == world.url
    assert db.session.scalars(select(OutboxMail.to_address)).all() == ["une@exemple.ma"]
    assert forms.text_of(world.secretary.get(f"{world.url}/inviter"), ".empty h2") == [
        "Personne n'est à inviter"
    ]
    again = post(world.secretary, f"{world.url}/inviter")
    late = post(world.secretary, f"{world.url}/relancer")
    assert (again.status_code, late.status_code) == (409, 409)
    assert forms.text_of(world.secretary.get(f"{world.url}/relancer"), ".empty h2") == [
        "Personne n'est à relancer"
    ]
    draft = make_campaign(CampaignState.DRAFT)
    make_target(draft, 1)
    page = world.secretary.get(f"/campagnes/{draft.id}/inviter")
    assert forms.text_of(page, ".notice") == ["Attention Ce questionnaire n'est pas encore ouvert"]


def test_the_list_leaves_as_a_sheet_as_it_is_narrowed(world, count_queries):
    """With the headings that the import knows; what somebody typed is never a formula."""
    make_participant(world.campaign, "Ailleurs")
    counts = []
    for start, count in ((0, 1), (1, 2)):
        for number in range(start, start + count):
            one = make_participant(
                world.campaign, f"=Structure {number}", province=TANGER, kind="association", email=f"s{number}@exemple.ma",
                phone=f"+21253900000{number}", through_id=world.own.id,
            )  # fmt: skip
        with count_queries() as statements:
            sent = world.secretary.get(f"{world.url}/structures.csv?through={world.own.id}")
        counts.append((len(sent.text.splitlines()) - 1, len(statements)))
    assert counts == [(1, 7), (3, 7)]
    make_answer(world.campaign, one)
    lines = world.secretary.get(
        f"{world.url}/structures.csv?through={world.own.id}&state=done"
    ).text.splitlines()
    assert lines[0].removeprefix("\ufeff") == (
        "Structure;Province;Type;Courriel;Téléphone;Langue;Réponse;Numéro;Reçue le;Atteinte par;Invitée le;Relances;"
        "Vient de;Par la liste, le lien ou l'affiche de"
    )
    assert lines[1:] == [
        "'=Structure 2;Tanger-Assilah;Association;s2@exemple.ma;05 39 00 00 02;Français;terminée;;2026-11-20;"
        "invitation par courriel;;0;La nôtre;La nôtre"
    ]
    book = world.secretary.get(f"{world.url}/structures.xlsx")
    assert (book.status_code, book.headers["Content-Disposition"]) == (
        200, f"attachment; filename=structures-{world.campaign.id}-2026-11-20.xlsx",
    )  # fmt: skip
    assert [world.member.get(f"{world.url}/structures.{kind}").status_code for kind in ("csv", "xlsx")] == [
        403,
        403,
    ]


def test_lines_are_pasted_from_a_spreadsheet(world):
    address = f"{world.url}/structures/importer"
    nothing = forms.post(world.secretary, address)
    assert (nothing.status_code, list(forms.errors_of(nothing))) == (422, ["file"])
    bad = forms.post(world.secretary, address, pasted="Amal")
    assert (bad.status_code, list(forms.errors_of(bad)), "Amal" in forms.text_of(bad, "#pasted")) == (
        422, ["pasted"], True,
    )  # fmt: skip
    pasted = "Structure\tProvince\tTél\r\nAmal\tTanger-Assilah\t0539000001\r\nجمعية النور\t\t\r\n"
    page = forms.post(world.secretary, address, pasted=pasted)
    assert [page.status_code, *forms.text_of(page, "main .lead")] == [200, "lignes collées"]
    assert forms.text_of(page, "#apercu tbody tr") == [
        "2 Amal Tanger-Assilah non précisé 05 39 00 00 01 Français", "3 جمعية النور non précisé non précisé العربية",
    ]  # fmt: skip
