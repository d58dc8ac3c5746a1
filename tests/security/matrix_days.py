"""The lines of the permission matrix about letters and attendance; see test_permission_matrix.py."""

DAYS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The official letter: the secretariat writes and follows it
GET  /sessions/<int:meeting_id>/lettre                                              302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/lettre                                              303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/lettre [draft]                                      302 302 302 302  404 404 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>/lettre/signee                                       302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/lettre/signee                                       303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/lettre/signee [draft]                               302 302 302 302  404 404 404  404 404  404 404 404
POST /sessions/<int:meeting_id>/lettre/signee/retirer                               303 303 303 303  403 403 403  303 303  403 403 403
GET  /sessions/<int:meeting_id>/lettre/fichiers/<int:file_id>                       302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/<int:meeting_id>/lettre/fichiers/<int:file_id> [held]                302 302 302 302  403 403 403  404 404  403 403 403
GET  /sessions/<int:meeting_id>/departs                                             302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/<int:meeting_id>/departs/noter                                       302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/departs/noter                                       303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/departs/<int:departure_id>                          302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/departs/<int:departure_id>                          303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/departs/<int:departure_id> [held]                   302 302 302 302  403 403 403  404 404  403 403 403
POST /sessions/<int:meeting_id>/departs/<int:departure_id>/retirer                  303 303 303 303  403 403 403  303 303  403 403 403
GET  /sessions/<int:meeting_id>/departs/courriel                                    302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/departs/courriel                                    303 303 303 303  403 403 403  303 303  403 403 403
GET  /sessions/<int:meeting_id>/departs/lettres/<int:letter_id>/designation         302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/departs/lettres/<int:letter_id>/designation         303 303 303 303  403 403 403  422 422  403 403 403

# The head's own page: whoever holds the link
GET  /lettres/<token> [letter]                                                      200 200 200 200  200 200 200  200 200  200 200 200
POST /lettres/<token> [letter]                                                      422 422 422 422  422 422 422  422 422  422 422 422
GET  /lettres/<token> [unknown]                                                     404 404 404 404  404 404 404  404 404  404 404 404
POST /lettres/<token> [unknown]                                                     404 404 404 404  404 404 404  404 404  404 404 404
GET  /lettres/<token>/signee [letter]                                               200 200 200 200  200 200 200  200 200  200 200 200
GET  /lettres/<token>/signee [unknown]                                              404 404 404 404  404 404 404  404 404  404 404 404
GET  /lettres/<token>/<lang>.pdf [letter]                                           200 200 200 200  200 200 200  200 200  200 200 200
GET  /lettres/<token>/<lang>.pdf [unknown]                                          404 404 404 404  404 404 404  404 404  404 404 404

# Who came: recorded by the secretariat and by who runs the body; read by institutions once it is held
GET  /sessions/<int:meeting_id>/presence                                            302 302 302 302  403 403 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/presence [held]                                     302 302 302 302  200 200 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/presence [draft]                                    302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/presence/pointer [held]                             303 303 303 303  403 403 404  404 404  403 403 403
GET  /sessions/<int:meeting_id>/presence/institutions/<int:institution_id> [held]   302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/presence/institutions/<int:institution_id> [held]   303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/presence/invites [held]                             302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/presence/invites [held]                             303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/presence/invites/<int:line_id> [held]               302 302 302 302  403 403 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/presence/invites/<int:line_id>                      302 302 302 302  403 403 404  404 404  403 403 403
POST /sessions/<int:meeting_id>/presence/invites/<int:line_id> [held]               303 303 303 303  403 403 422  422 422  403 403 403
POST /sessions/<int:meeting_id>/presence/lignes/<int:line_id>/effacer [held]        303 303 303 303  403 403 303  303 303  403 403 403
GET  /sessions/<int:meeting_id>/presence/pointage [held]                            302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/presence/pointage [held]                            303 303 303 303  403 403 303  303 303  403 403 403
GET  /sessions/<int:meeting_id>/presence/pointage.svg [held]                        302 302 302 302  403 403 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/presence/feuille [held]                             302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/presence/feuille [held]                             303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/presence/feuille/<int:sheet_id> [held]              302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/presence/feuille/<int:sheet_id>/retirer [held]      303 303 303 303  403 403 303  303 303  403 403 403
GET  /sessions/<int:meeting_id>/presence/chiffres [held]                            302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/presence/chiffres [held]                            303 303 303 303  403 403 422  422 422  403 403 403
POST /sessions/<int:meeting_id>/presence/chiffres/<int:figure_id>/retirer [held]    303 303 303 303  403 403 303  303 303  403 403 403

# The door: whoever reads its code in the room
GET  /presence/                                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /presence/<code> [held]                                                        200 200 200 200  200 200 200  200 200  200 200 200
POST /presence/<code> [held]                                                        422 422 422 422  422 422 422  422 422  422 422 422
GET  /presence/<code>                                                               404 404 404 404  404 404 404  404 404  404 404 404
POST /presence/<code>                                                               404 404 404 404  404 404 404  404 404  404 404 404
"""
