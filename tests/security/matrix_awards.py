"""The lines of the permission matrix about decisions, letters, appeals and published projects; see test_permission_matrix.py."""

AWARDS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The board, scenarios, letters, the committee, many files at once: the secretariat
GET  /appels/gestion/<int:funding_call_id>/classement [decided on]                  302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/<int:funding_call_id>/scenarios [decided on]                   302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/scenarios [decided on]                   303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/scenarios/<int:scenario_id> [decided on]                       302 302 302 302  404 404 404  200 200  404 404 404
POST /appels/gestion/scenarios/<int:scenario_id>/supprimer [decided on]             303 303 303 303  404 404 404  303 303  404 404 404
GET  /appels/gestion/<int:funding_call_id>/lettres [decided on]                     302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/lettres/preparer [decided on]            303 303 303 303  403 403 403  303 303  403 403 403
POST /appels/gestion/<int:funding_call_id>/lettres/preparer [told]                  303 303 303 303  403 403 403  409 409  403 403 403
GET  /appels/gestion/lettres/<int:decision_letter_id> [told]                        302 302 302 302  404 404 404  200 200  403 404 404
POST /appels/gestion/lettres/<int:decision_letter_id> [told]                        303 303 303 303  404 404 404  422 422  403 404 404
GET  /appels/gestion/<int:funding_call_id>/recours [told]                           302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/<int:funding_call_id>/comite [decided on]                      302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/comite [decided on]                      303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/comites/<int:selection_id>/dossiers [decided on]               302 302 302 302  404 404 404  200 200  404 404 404
POST /appels/gestion/comites/<int:selection_id>/dossiers [decided on]               303 303 303 303  404 404 404  303 303  404 404 404
GET  /comites/<int:selection_id> [decided on]                                       302 302 302 302  404 404 404  200 200  404 404 404
GET  /comites/dossiers/<int:selection_item_id> [decided on]                         302 302 302 302  404 404 404  200 200  404 404 404
POST /comites/dossiers/<int:selection_item_id> [decided on]                         303 303 303 303  404 404 404  422 422  404 404 404
GET  /appels/gestion/<int:funding_call_id>/plusieurs [decided on]                   302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/plusieurs [decided on]                   303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/taches/<int:bulk_task_id> [decided on]                         302 302 302 302  404 404 404  200 200  404 404 404
POST /appels/gestion/taches/<int:bulk_task_id>/reessayer [decided on]               303 303 303 303  404 404 404  409 403  404 404 404

# Deciding, telling, answering an appeal: whoever coordinates
GET  /appels/gestion/scenarios/<int:scenario_id>/retenir [decided on]               302 302 302 302  404 404 404  200 403  404 404 404
POST /appels/gestion/scenarios/<int:scenario_id>/retenir [decided on]               303 303 303 303  404 404 404  422 403  404 404 404
GET  /candidatures/<int:application_id>/resultat [decided on]                       302 302 302 302  404 404 404  200 403  403 404 404
POST /candidatures/<int:application_id>/resultat [decided on]                       303 303 303 303  404 404 404  422 403  403 404 404
POST /candidatures/<int:application_id>/resultat/annoncer [decided on]              303 303 303 303  404 404 404  409 403  403 404 404
GET  /candidatures/<int:application_id>/resultat [candidate aside]                  302 302 302 302  404 404 404  404 403  404 404 404
GET  /appels/gestion/<int:funding_call_id>/lettres/annoncer [decided on]            302 302 302 302  403 403 403  200 403  403 403 403
POST /appels/gestion/<int:funding_call_id>/lettres/annoncer [decided on]            303 303 303 303  403 403 403  409 403  403 403 403
POST /appels/gestion/<int:funding_call_id>/lettres/annoncer [told]                  303 303 303 303  403 403 403  409 403  403 403 403
GET  /appels/gestion/recours/<int:appeal_id> [told]                                 302 302 302 302  404 404 404  200 403  403 404 404
POST /appels/gestion/recours/<int:appeal_id> [told]                                 303 303 303 303  404 404 404  422 403  403 404 404
GET  /appels/gestion/recours/<int:appeal_id>/fichier [told]                         302 302 302 302  404 404 404  200 403  403 404 404

# The result, by the personal link: once it was told
GET  /candidature/<token>/resultat [told]                                           200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/resultat [unknown]                                        404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/resultat.pdf [told]                                       200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/resultat.pdf [told]                                       303 303 303 303  303 303 303  303 303  303 303 303
GET  /candidature/<token>/recours [told]                                            200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/recours [told]                                            422 422 422 422  422 422 422  422 422  422 422 422

# Funded projects: everybody
GET  /projets/                                                                      200 200 200 200  200 200 200  200 200  200 200 200
GET  /projets.csv                                                                   200 200 200 200  200 200 200  200 200  200 200 200
GET  /projets.360giving.json                                                        200 200 200 200  200 200 200  200 200  200 200 200
"""
