"""The lines of the permission matrix about the results of the prize; see test_permission_matrix.py. Four more columns: chair,
member, secretary and an alternate who is not called, of the jury of [embargo]."""

RESULTS = """
#                                                                                              outside          members      secretariat staff        jury
#                                                                                              vis lnk sus clo  tit alt cha  coo ani  des tre adm  cha mem sec alt

# Letters, texts, prizes, the release: whoever coordinates; the animation team knows nothing before
GET  /concours/gestion/<int:competition_id>/resultats [embargo]                                302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats [prize told]                             302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/preparer [embargo]                       303 303 303 303  403 403 403  303 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/preparer [prize told]                    303 303 303 303  403 403 403  409 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/annoncer [embargo]                       302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/annoncer [embargo]                       303 303 303 303  403 403 403  409 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/annoncer [prize told]                    303 303 303 303  403 403 403  409 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/lettre [embargo]          302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/lettre [embargo]          303 303 303 303  403 403 403  422 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/texte [embargo]           302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/texte [embargo]           303 303 303 303  403 403 403  422 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/photos/<int:file_id> [embargo]  302 302 302 302  403 403 403  404 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/presse [embargo]                         302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/presse [embargo]                         303 303 303 303  403 403 403  422 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/prix [embargo]                           302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/prix/<int:entry_id>/montant [prize told] 302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/prix/<int:entry_id>/montant [prize told] 303 303 303 303  403 403 403  422 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/prix/<int:entry_id>/verser [prize told]  303 303 303 303  403 403 403  409 403  403 403 403  403 403 403 403

# After an appeal that was upheld
GET  /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/recours [prize appeal upheld]  302 302 302 302  403 403 403  200 403  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/recours [prize appeal upheld]  303 303 303 303  403 403 403  422 403  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/resultats/<int:entry_id>/recours [prize told]      302 302 302 302  403 403 403  404 403  403 403 403  403 403 403 403

# One year after: the secretariat and its animation team
GET  /concours/gestion/<int:competition_id>/un-an-apres [prize told]                           302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/un-an-apres/<int:entry_id> [prize told]            303 303 303 303  403 403 403  409 409  403 403 403  403 403 403 403

# Feedback: who presides over the entry
GET  /jury/<int:competition_id>/retours [embargo]                                              302 302 302 302  403 403 403  200 403  403 403 403  200 200 403 403
GET  /jury/<int:competition_id>/retours/<int:entry_id> [embargo]                               302 302 302 302  403 403 403  404 403  403 403 403  200 404 403 403
POST /jury/<int:competition_id>/retours/<int:entry_id> [embargo]                               303 303 303 303  403 403 403  404 403  403 403 403  422 404 403 403

# The entrant, by the personal link; everybody, once told
GET  /candidature/<token>/attestation.pdf [prize told]                                         200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
POST /candidature/<token>/attestation.pdf [prize told]                                         303 303 303 303  303 303 303  303 303  303 303 303  303 303 303 303
GET  /candidature/<token>/un-an-apres [prize told]                                             200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
POST /candidature/<token>/un-an-apres [prize told]                                             422 422 422 422  422 422 422  422 422  422 422 422  422 422 422 422
GET  /candidature/<token>/publication [prize told]                                             200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
POST /candidature/<token>/publication [prize told]                                             303 303 303 303  303 303 303  303 303  303 303 303  303 303 303 303
GET  /candidature/<token>/resultat [prize told]                                                200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
GET  /concours/palmares                                                                        200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
GET  /concours/palmares.csv                                                                    200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
GET  /concours/palmares.xlsx                                                                   200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
GET  /concours/palmares.json                                                                   200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
GET  /concours/palmares/photos/<int:entry_id> [prize told]                                     200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200
GET  /concours/palmares/photos/<int:entry_id> [embargo]                                        404 404 404 404  404 404 404  404 404  404 404 404  404 404 404 404
"""
