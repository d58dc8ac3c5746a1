"""The lines of the permission matrix about evaluations; see test_permission_matrix.py."""

EVALUATING = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Grids, who judges what, reminders: the permanent secretariat and its animation team
GET  /appels/gestion/<int:funding_call_id>/grille [judged call]                     302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/grille [judged call]                     303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/grille [call in the making]              302 302 302 302  404 404 404  200 200  404 404 404
GET  /appels/gestion/<int:funding_call_id>/evaluations [judged call]                302 302 302 302  403 403 403  200 200  403 403 403
GET  /appels/gestion/<int:funding_call_id>/evaluations/repartir [judged call]       302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/evaluations/repartir [judged call]       303 303 303 303  403 403 403  422 422  403 403 403
GET  /appels/gestion/<int:funding_call_id>/evaluations/repartir                     302 302 302 302  403 403 403  404 404  403 403 403
GET  /appels/gestion/<int:funding_call_id>/evaluations/rappeler [judged call]       302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/evaluations/rappeler [judged call]       303 303 303 303  403 403 403  303 303  403 403 403
GET  /appels/gestion/<int:funding_call_id>/evaluations/remplacer [judged call]      302 302 302 302  403 403 403  200 200  403 403 403
POST /appels/gestion/<int:funding_call_id>/evaluations/remplacer [judged call]      303 303 303 303  403 403 403  303 409  403 403 403
GET  /appels/gestion/evaluations/dossiers/<int:application_id> [judged]             302 302 302 302  404 404 404  200 200  403 404 404
POST /appels/gestion/evaluations/dossiers/<int:application_id> [judged]             303 303 303 303  404 404 404  422 422  403 404 404
GET  /appels/gestion/evaluations/dossiers/<int:application_id> [judged aside]       302 302 302 302  404 404 404  200 404  403 404 404
GET  /appels/gestion/evaluations/<int:evaluation_id>/retirer [judged]               302 302 302 302  404 403 404  200 200  404 404 404
POST /appels/gestion/evaluations/<int:evaluation_id>/retirer [judged]               303 303 303 303  404 403 404  303 303  404 404 404
GET  /appels/gestion/evaluations/<int:evaluation_id>/retirer [judged aside]         302 302 302 302  404 404 404  200 404  404 404 404

# One's own list: anybody's; an evaluation: whom the file is given to, unless they stand aside or declined
GET  /evaluations/                                                                  302 302 302 302  200 200 200  200 200  200 200 200
GET  /evaluations/<int:evaluation_id> [judged]                                      302 302 302 302  404 200 404  403 403  404 404 404
POST /evaluations/<int:evaluation_id> [judged]                                      303 303 303 303  404 422 404  403 403  404 404 404
GET  /evaluations/<int:evaluation_id> [judged done]                                 302 302 302 302  404 404 404  403 403  200 404 404
GET  /evaluations/<int:evaluation_id> [judged declined]                             302 302 302 302  404 404 404  403 403  404 404 404
GET  /evaluations/<int:evaluation_id> [judged aside]                                302 302 302 302  404 404 404  403 404  404 404 404
GET  /evaluations/<int:evaluation_id>/envoyer [judged]                              302 302 302 302  404 200 404  403 403  404 404 404
POST /evaluations/<int:evaluation_id>/envoyer [judged]                              303 303 303 303  404 422 404  403 403  404 404 404
POST /evaluations/<int:evaluation_id>/envoyer [judged done]                         303 303 303 303  404 404 404  403 403  422 404 404
GET  /evaluations/<int:evaluation_id>/decliner [judged]                             302 302 302 302  404 200 404  403 403  404 404 404
POST /evaluations/<int:evaluation_id>/decliner [judged]                             303 303 303 303  404 422 404  403 403  404 404 404
GET  /evaluations/<int:evaluation_id>/fichiers/<int:file_id> [judged]               302 302 302 302  404 200 404  403 403  404 404 404
GET  /evaluations/<int:evaluation_id>/fichiers/<int:file_id> [judged aside]         302 302 302 302  404 404 404  403 404  404 404 404
"""
