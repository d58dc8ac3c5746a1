"""The lines of the permission matrix about the deliberation of a jury; see test_permission_matrix.py."""

DELIBERATION = """
#                                                                        outside          members      secretariat staff        jury
#                                                                        vis lnk sus clo  tit alt cha  coo ani  des tre adm  cha mem sec alt

# That there is one, and its meeting: the secretariat and the jury
GET  /deliberation/<int:competition_id> [in the room]                    302 302 302 302  403 403 403  200 200  403 403 403  200 200 200 403
GET  /deliberation/<int:competition_id>/reunion [in the room]            302 302 302 302  403 403 403  200 200  403 403 403  200 403 200 403
POST /deliberation/<int:competition_id>/reunion [in the room]            303 303 303 303  403 403 403  422 422  403 403 403  422 403 422 403

# The room, packs: the jury alone
GET  /deliberation/<int:competition_id>/salle [in the room]              302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
POST /deliberation/<int:competition_id>/salle [in the room]              303 303 303 303  403 403 403  403 403  403 403 403  303 303 303 403
GET  /deliberation/<int:competition_id>/salle/etat [in the room]         302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
GET  /deliberation/<int:competition_id>/dossiers [in the room]           302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
POST /deliberation/<int:competition_id>/dossiers [in the room]           303 303 303 303  403 403 403  403 403  403 403 403  303 303 303 403

# Opening, ordering, closing, the record: its chair and its secretary
GET  /deliberation/<int:competition_id>/ouvrir [in the room]             302 302 302 302  403 403 403  403 403  403 403 403  200 403 200 403
POST /deliberation/<int:competition_id>/ouvrir [in the room]             303 303 303 303  403 403 403  403 403  403 403 403  422 403 422 403
GET  /deliberation/<int:competition_id>/ordre [in the room]              302 302 302 302  403 403 403  403 403  403 403 403  200 403 200 403
POST /deliberation/<int:competition_id>/ordre [in the room]              303 303 303 303  403 403 403  403 403  403 403 403  422 403 422 403
GET  /deliberation/<int:competition_id>/prix [in the room]               302 302 302 302  403 403 403  403 403  403 403 403  200 403 200 403
POST /deliberation/<int:competition_id>/prix [in the room]               303 303 303 303  403 403 403  403 403  403 403 403  409 403 409 403
GET  /deliberation/<int:competition_id>/prix/<int:prize_id> [in the room]  302 302 302 302  403 403 403  403 403  403 403 403  200 403 200 403
POST /deliberation/<int:competition_id>/prix/<int:prize_id> [in the room]  303 303 303 303  403 403 403  403 403  403 403 403  303 403 303 403
POST /deliberation/<int:competition_id>/proces-verbal [in the room]      303 303 303 303  403 403 403  403 403  403 403 403  303 403 303 403
GET  /deliberation/<int:competition_id>/rouvrir [in the room]            302 302 302 302  403 403 403  403 403  403 403 403  200 403 200 403
POST /deliberation/<int:competition_id>/rouvrir [in the room]            303 303 303 303  403 403 403  403 403  403 403 403  422 403 422 403

# One entry: its secretary, and who presides over it, who alone has a sealed mark corrected
GET  /deliberation/dossiers/<int:deliberation_item_id> [in the room]     302 302 302 302  404 404 404  404 404  404 404 404  200 404 200 404
POST /deliberation/dossiers/<int:deliberation_item_id> [in the room]     303 303 303 303  404 404 404  404 404  404 404 404  422 404 422 404
GET  /deliberation/dossiers/<int:deliberation_item_id>/vote [in the room]  302 302 302 302  404 404 404  404 404  404 404 404  200 404 200 404
POST /deliberation/dossiers/<int:deliberation_item_id>/vote [in the room]  303 303 303 303  404 404 404  404 404  404 404 404  422 404 422 404
GET  /deliberation/dossiers/<int:deliberation_item_id>/decision [in the room]  302 302 302 302  404 404 404  404 404  404 404 404  200 404 200 404
POST /deliberation/dossiers/<int:deliberation_item_id>/decision [in the room]  303 303 303 303  404 404 404  404 404  404 404 404  422 404 422 404
GET  /deliberation/dossiers/<int:deliberation_item_id>/corriger [in the room]  302 302 302 302  404 404 404  404 404  404 404 404  200 404 403 404
POST /deliberation/dossiers/<int:deliberation_item_id>/corriger [in the room]  303 303 303 303  404 404 404  404 404  404 404 404  422 404 403 404
"""
