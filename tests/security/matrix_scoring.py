"""The lines of the permission matrix about a jury's scores; see test_permission_matrix.py. Four more columns, as in
matrix_juries.py: chair, member, secretary and an alternate who is not called."""

SCORING = """
#                                                                                               outside          members      secretariat staff        jury
#                                                                                               vis lnk sus clo  tit alt cha  coo ani  des tre adm  cha mem sec alt

# Grids, sharing out, reminders: the permanent secretariat and its animation team
GET  /concours/gestion/<int:competition_id>/grille                                              302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /concours/gestion/<int:competition_id>/grille                                              303 303 303 303  403 403 403  422 422  403 403 403  403 403 403 403
GET  /concours/gestion/<int:competition_id>/grille [jury in the making]                         302 302 302 302  404 404 404  200 200  404 404 404  404 404 404 404
GET  /jury/<int:competition_id>/rappeler                                                        302 302 302 302  403 403 403  200 200  403 403 403  403 403 403 403
POST /jury/<int:competition_id>/rappeler                                                        303 303 303 303  403 403 403  303 303  403 403 403  403 403 403 403
POST /jury/<int:competition_id>/repartir                                                        303 303 303 303  403 403 403  303 303  403 403 403  403 403 403 403

# How far it has come: with the jury's secretary and its chair
GET  /jury/<int:competition_id>/avancement                                                      302 302 302 302  403 403 403  200 200  403 403 403  200 403 200 403
GET  /jury/<int:competition_id>/avancement [jury in the making]                                 302 302 302 302  404 404 404  200 200  404 404 404  404 404 404 404

# The script that answers without a network
GET  /jury/sw.js                                                                                200 200 200 200  200 200 200  200 200  200 200 200  200 200 200 200

# One's own: whoever scores; who has not accepted the charter is sent to it; a secretary to how far it has come
GET  /jury/<int:competition_id>                                                                 302 302 302 302  302 403 403  403 403  403 403 403  200 200 302 200
GET  /jury/<int:competition_id> [jury in the making]                                            302 302 302 302  404 404 404  403 403  404 404 404  404 404 404 404
GET  /jury/<int:competition_id>/suivant                                                         302 302 302 302  403 403 403  403 403  403 403 403  302 302 302 302
GET  /jury/<int:competition_id>/envoyer                                                         302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 200
POST /jury/<int:competition_id>/envoyer                                                         303 303 303 303  403 403 403  403 403  403 403 403  409 303 409 409
GET  /jury/<int:competition_id>/dossier/<int:evaluation_id> [jury]                              302 302 302 302  403 403 403  403 403  403 403 403  404 200 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id> [jury]                              303 303 303 303  403 403 403  403 403  403 403 403  404 422 404 404
GET  /jury/<int:competition_id>/dossier/<int:evaluation_id> [jury scored aside]                 302 302 302 302  403 403 403  403 403  403 403 403  404 404 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/notes [jury]                        303 303 303 303  404 404 404  404 404  404 404 404  404 200 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/notes [jury scored aside]           303 303 303 303  404 404 404  404 404  404 404 404  404 404 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/plus-tard [jury]                    303 303 303 303  403 403 403  403 403  403 403 403  404 303 404 404
GET  /jury/<int:competition_id>/dossier/<int:evaluation_id>/envoyer [jury]                      302 302 302 302  403 403 403  403 403  403 403 403  404 200 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/envoyer [jury]                      303 303 303 303  403 403 403  403 403  403 403 403  404 422 404 404
GET  /jury/<int:competition_id>/dossier/<int:evaluation_id>/abstention [jury]                   302 302 302 302  403 403 403  403 403  403 403 403  404 200 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/abstention [jury]                   303 303 303 303  403 403 403  403 403  403 403 403  404 422 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/abstention/retirer [jury]           303 303 303 303  403 403 403  403 403  403 403 403  404 409 404 404
GET  /jury/<int:competition_id>/dossier/<int:evaluation_id>/rouvrir [jury]                      302 302 302 302  403 403 403  403 403  403 403 403  404 200 404 404
POST /jury/<int:competition_id>/dossier/<int:evaluation_id>/rouvrir [jury]                      303 303 303 303  403 403 403  403 403  403 403 403  404 422 404 404

# Paper: one's own to print; typed in by the jury's secretary; countersigned by the chair
GET  /jury/<int:competition_id>/papier                                                          302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 404
GET  /jury/<int:competition_id>/papier/<int:juror_id>                                           302 302 302 302  403 403 403  403 403  403 403 403  403 403 200 403
GET  /jury/<int:competition_id>/papier/saisie/<int:evaluation_id> [jury on paper]               302 302 302 302  403 403 403  403 403  403 403 403  403 403 200 403
POST /jury/<int:competition_id>/papier/saisie/<int:evaluation_id> [jury on paper]               303 303 303 303  403 403 403  403 403  403 403 403  403 403 422 403
GET  /jury/<int:competition_id>/papier/saisie/<int:evaluation_id> [jury scored aside]           302 302 302 302  403 403 403  403 403  403 403 403  403 403 404 403
GET  /jury/<int:competition_id>/papier/contresigner/<int:evaluation_id> [jury on paper]         302 302 302 302  403 403 403  404 403  403 403 403  200 404 403 403
POST /jury/<int:competition_id>/papier/contresigner/<int:evaluation_id> [jury on paper]         303 303 303 303  403 403 403  404 403  403 403 403  422 404 403 403
GET  /jury/<int:competition_id>/papier/scan/<int:evaluation_id> [jury on paper]                 302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 404

# Opening again what was sent: the chair
GET  /jury/<int:competition_id>/rouvrir/<int:evaluation_id> [jury asked to change]              302 302 302 302  403 403 403  404 403  403 403 403  200 404 403 403
POST /jury/<int:competition_id>/rouvrir/<int:evaluation_id> [jury asked to change]              303 303 303 303  403 403 403  404 403  403 403 403  303 404 403 403

# The table: nobody while scoring is open; in deliberation, the jury
GET  /jury/<int:competition_id>/tableau                                                         302 302 302 302  403 403 403  403 403  403 403 403  403 403 403 403
GET  /jury/<int:competition_id>/tableau [jury deliberating]                                     302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
GET  /jury/<int:competition_id>/tableau.csv                                                     302 302 302 302  403 403 403  403 403  403 403 403  403 403 403 403
GET  /jury/<int:competition_id>/tableau.xlsx                                                    302 302 302 302  403 403 403  403 403  403 403 403  403 403 403 403
GET  /jury/<int:competition_id>/tableau.csv [jury deliberating]                                 302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
GET  /jury/<int:competition_id>/tableau.xlsx [jury deliberating]                                302 302 302 302  403 403 403  403 403  403 403 403  200 200 200 403
GET  /jury/<int:competition_id>/tableau/egalite [jury deliberating]                             302 302 302 302  403 403 403  403 403  403 403 403  404 404 404 403
POST /jury/<int:competition_id>/tableau/egalite [jury deliberating]                             303 303 303 303  403 403 403  403 403  403 403 403  409 409 409 403
GET  /jury/<int:competition_id>/tableau/exception/<int:application_id> [jury deliberating]      302 302 302 302  403 403 403  403 403  403 403 403  200 403 403 403
POST /jury/<int:competition_id>/tableau/exception/<int:application_id> [jury deliberating]      303 303 303 303  403 403 403  403 403  403 403 403  422 403 403 403
"""
