"""The lines of the permission matrix about juries of the prize; see test_permission_matrix.py. Four more columns: chair, member,
secretary and an alternate who is not called, of the edition that the cases [jury] name."""

JURIES = """
#                                                                                              outside          members      secretariat staff        jury
#                                                                                              vis lnk sus clo  tit alt cha  coo ani  des tre adm  cha mem sec alt

# Composing, inviting, replacing, redacting: the permanent secretariat and its animation team; an entry of another call is none
GET  /jury/gestion/<int:competition_id>                                                        302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id> [jury in the making]                                   302 302 302 302  404 404 404  200 200  404 404 404  404 404 404 404
GET  /jury/gestion/<int:competition_id>/ajouter                                                302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/ajouter/<int:person_id> [newcomer]                     302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /jury/gestion/<int:competition_id>/ajouter/<int:person_id> [newcomer]                     303 303 303 303  403 403 403  422 422  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/ajouter-par-adresse                                    302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /jury/gestion/<int:competition_id>/ajouter-par-adresse                                    303 303 303 303  403 403 403  422 422  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/inviter                                                302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /jury/gestion/<int:competition_id>/inviter                                                303 303 303 303  403 403 403  303 303  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/charte                                                 302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/anonymat                                               302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/anonymat/<int:application_id> [jury]                   302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /jury/gestion/<int:competition_id>/anonymat/<int:application_id> [jury]                   303 303 303 303  403 403 403  303 303  403 403 403  403 403 403 403
GET  /jury/gestion/<int:competition_id>/anonymat/<int:application_id> [judged]                 302 302 302 302  403 403 403  404 404  403 403 403  403 403 403 403
GET  /jury/gestion/membres/<int:juror_id>/modifier                                             302 302 302 302  404 404 404  200 200  404 404 404  404 403 404 404
POST /jury/gestion/membres/<int:juror_id>/modifier                                             303 303 303 303  404 404 404  422 422  404 404 404  404 403 404 404
GET  /jury/gestion/membres/<int:juror_id>/inviter [juror asked]                                302 302 302 302  403 404 404  200 200  404 404 404  404 404 404 404
POST /jury/gestion/membres/<int:juror_id>/inviter [juror asked]                                303 303 303 303  403 404 404  303 303  404 404 404  404 404 404 404
GET  /jury/gestion/membres/<int:juror_id>/retirer                                              302 302 302 302  404 404 404  200 200  404 404 404  404 403 404 404
POST /jury/gestion/membres/<int:juror_id>/retirer                                              303 303 303 303  404 404 404  422 422  404 404 404  404 403 404 404
GET  /jury/gestion/membres/<int:juror_id>/appeler [alternate]                                  302 302 302 302  404 404 404  200 200  404 404 404  404 404 404 403
POST /jury/gestion/membres/<int:juror_id>/appeler [alternate]                                  303 303 303 303  404 404 404  422 422  404 404 404  404 404 404 403

# One's own juries; the charter, before it is accepted too
GET  /jury/                                                                                    302 302 302 302  200 200 200  200 200  200 200 200  200 200 200 200
GET  /jury/<int:competition_id>/charte [juror asked]                                           302 302 302 302  200 403 403  403 403  403 403 403  200 200 200 200
POST /jury/<int:competition_id>/charte [juror asked]                                           303 303 303 303  422 403 403  403 403  403 403 403  422 422 422 422
GET  /jury/<int:competition_id>/charte [jury in the making]                                    302 302 302 302  404 404 404  403 403  404 404 404  404 404 404 404

# Ties: those of the jury who read, those who compose it; decided by whoever presides over the entry, never by oneself
GET  /jury/<int:competition_id>/conflits                                                       302 302 302 302  403 403 403  200 200  403 403 403  200 200 200 403
GET  /jury/<int:competition_id>/conflits [jury in the making]                                  302 302 302 302  404 404 404  200 200  404 404 404  404 404 404 404
GET  /jury/<int:competition_id>/conflits/declarer/<int:application_id> [jury]                  302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
POST /jury/<int:competition_id>/conflits/declarer/<int:application_id> [jury]                  303 303 303 303  403 403 403  403 403  403 403 403  422 422 422 403
GET  /jury/<int:competition_id>/conflits/declarer/<int:application_id> [jury aside]            302 302 302 302  403 403 403  403 403  403 403 403  200 404 200 403
GET  /jury/<int:competition_id>/conflits/<int:application_id>/<int:person_id> [jury aside]     302 302 302 302  403 403 403  404 404  403 403 403  200 404 404 403
POST /jury/<int:competition_id>/conflits/<int:application_id>/<int:person_id> [jury aside]     303 303 303 303  403 403 403  404 404  403 403 403  422 404 404 403
GET  /jury/<int:competition_id>/conflits/<int:application_id>/<int:person_id> [jury]           302 302 302 302  403 403 403  404 404  403 403 403  404 404 404 403

# Files of an entry: those of the jury who read, but whoever stands aside
GET  /jury/<int:competition_id>/candidatures/<int:application_id>/fichiers/<name> [jury]       302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
GET  /jury/<int:competition_id>/candidatures/<int:application_id>/fichiers/<name> [jury aside] 302 302 302 302  403 403 403  403 403  403 403 403  404 404 404 403
GET  /jury/<int:competition_id>/candidatures/<int:application_id>/apercus/<name> [jury]        302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
"""
