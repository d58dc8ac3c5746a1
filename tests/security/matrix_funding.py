"""The lines of the permission matrix about calls; see test_permission_matrix.py."""

FUNDING = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# A call, once announced, and its questions: everybody; in the making, those who prepare it
GET  /appels/                                                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /appels/<int:funding_call_id>                                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /appels/<int:funding_call_id> [call in the making]                             404 404 404 404  404 404 404  200 200  404 404 404
GET  /appels/<int:funding_call_id>/questions                                        200 200 200 200  200 200 200  200 200  200 200 200
POST /appels/<int:funding_call_id>/questions                                        422 422 422 422  422 422 422  422 422  422 422 422
GET  /appels/<int:funding_call_id>/questions [call in the making]                   404 404 404 404  404 404 404  200 200  404 404 404
GET  /appels/<int:funding_call_id>/questions/recue                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /appels/<int:funding_call_id>/modeles/<question_name>/<lang> [model]                   200 200 200 200  200 200 200  200 200  200 200 200
GET  /appels/<int:funding_call_id>/modeles/<question_name>/<lang> [no model]                404 404 404 404  404 404 404  404 404  404 404 404

# The secretariat prepares, announces, answers
GET  /appels/gestion/                                                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/nouveau                                                        302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/nouveau                                                        303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>                                          302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/<int:funding_call_id> [call in the making]                     302 302 302 302  404 404 404  200 200  404 404 404
GET  /appels/gestion/<int:funding_call_id>/modifier                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/modifier                                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/calendrier                               302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/calendrier                               303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/montants                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/montants                                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/criteres                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/criteres                                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/conditions                               302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/conditions                               303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/annoncer                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/annoncer                                 303 303 303 303  403 403 403  409 409  403 403 403
POST /appels/gestion/<int:funding_call_id>/annoncer [call in the making]            303 303 303 303  404 404 404  303 303  404 404 404
GET  /appels/gestion/<int:funding_call_id>/reprendre                                302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/reprendre                                303 303 303 303  403 403 403  409 409  403 403 403
POST /appels/gestion/<int:funding_call_id>/reprendre [call announced]               303 303 303 303  403 403 403  303 303  403 403 403
GET  /appels/gestion/<int:funding_call_id>/clore                                    302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/clore                                    303 303 303 303  403 403 403  303 303  403 403 403
GET  /appels/gestion/<int:funding_call_id>/effacer-essai                            302 302 302 302  403 403 403  404 404  403 403 403
POST /appels/gestion/<int:funding_call_id>/effacer-essai                            303 303 303 303  403 403 403  404 404  403 403 403
GET  /appels/gestion/<int:funding_call_id>/historique                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/<int:funding_call_id>/questions                                302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/questions/<int:call_question_id>                               302 302 302 302  404 404 404  200 200  404 404 404
POST /appels/gestion/questions/<int:call_question_id>                               303 303 303 303  404 404 404  422 422  404 404 404
GET  /appels/gestion/questions/<int:call_question_id>/ecarter                       302 302 302 302  404 404 404  200 200  404 404 404
POST /appels/gestion/questions/<int:call_question_id>/ecarter                       303 303 303 303  404 404 404  303 303  404 404 404
"""
