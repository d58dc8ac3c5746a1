"""The lines of the permission matrix about editions of the prize; see test_permission_matrix.py."""

COMPETITIONS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# An edition, once announced, its rules and its questions: everybody; in the making, those who prepare it
GET  /concours/                                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id> [edition]                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id> [edition in the making]                         404 404 404 404  404 404 404  200 200  404 404 404
GET  /concours/<int:competition_id>/reglement [edition]                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id>/reglement [edition in the making]               404 404 404 404  404 404 404  200 200  404 404 404
GET  /concours/<int:competition_id>/questions [edition]                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id>/questions [edition in the making]               404 404 404 404  404 404 404  200 200  404 404 404
POST /concours/<int:competition_id>/questions [edition]                             422 422 422 422  422 422 422  422 422  422 422 422
GET  /concours/<int:competition_id>/questions/recue [edition]                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id>/modeles/<question_name>/<lang> [edition model]  200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id>/modeles/<question_name>/<lang> [edition no model] 404 404 404 404  404 404 404  404 404  404 404 404

# The secretariat and the animation team prepare, announce, answer
GET  /concours/gestion/                                                             302 302 302 302  403 403 403  200 200  403 403 403
GET  /concours/gestion/nouveau                                                      302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/nouveau                                                      303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id> [edition]                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /concours/gestion/<int:competition_id> [edition in the making]                 302 302 302 302  404 404 404  200 200  404 404 404
GET  /concours/gestion/<int:competition_id>/modifier [edition]                      302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/modifier [edition]                      303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/calendrier [edition]                    302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/calendrier [edition]                    303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/participation [edition]                 302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/participation [edition]                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/categories [edition]                    302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/categories [edition]                    303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/prix [edition]                          302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/prix [edition]                          303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/conditions [edition]                    302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/conditions [edition]                    303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/reglement [edition]                     302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/reglement [edition]                     303 303 303 303  403 403 403  422 422  403 403 403
GET  /concours/gestion/<int:competition_id>/annoncer [edition]                      302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/annoncer [edition]                      303 303 303 303  403 403 403  409 409  403 403 403
POST /concours/gestion/<int:competition_id>/annoncer [edition in the making]        303 303 303 303  404 404 404  409 409  404 404 404
GET  /concours/gestion/<int:competition_id>/reprendre [edition]                     302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/reprendre [edition]                     303 303 303 303  403 403 403  409 409  403 403 403
POST /concours/gestion/<int:competition_id>/reprendre [edition announced]           303 303 303 303  403 403 403  303 303  403 403 403
GET  /concours/gestion/<int:competition_id>/clore [edition]                         302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/clore [edition]                         303 303 303 303  403 403 403  303 303  403 403 403
GET  /concours/gestion/<int:competition_id>/effacer-essai [edition]                 302 302 302 302  403 403 403  404 404  403 403 403
POST /concours/gestion/<int:competition_id>/effacer-essai [edition]                 303 303 303 303  403 403 403  404 404  403 403 403
GET  /concours/gestion/<int:competition_id>/historique [edition]                    302 302 302 302  403 403 403  200 200  403 403 403
GET  /concours/gestion/<int:competition_id>/questions [edition]                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /concours/gestion/questions/<int:call_question_id> [edition question]          302 302 302 302  404 404 404  200 200  404 404 404
POST /concours/gestion/questions/<int:call_question_id> [edition question]          303 303 303 303  404 404 404  422 422  404 404 404
GET  /concours/gestion/questions/<int:call_question_id>/ecarter [edition question]  302 302 302 302  404 404 404  200 200  404 404 404
POST /concours/gestion/questions/<int:call_question_id>/ecarter [edition question]  303 303 303 303  404 404 404  303 303  404 404 404
"""
