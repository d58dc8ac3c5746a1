"""The lines of the permission matrix about the desk of applications; see test_permission_matrix.py."""

APPLICATION_DESK = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The list of a call: the secretariat and desk officers
GET  /candidatures/                                                                 302 302 302 302  403 403 403  200 200  200 403 403
GET  /candidatures/liste.csv                                                        302 302 302 302  403 403 403  200 200  200 403 403
GET  /candidatures/liste.xlsx                                                       302 302 302 302  403 403 403  200 200  200 403 403
GET  /candidatures/annoncer                                                         302 302 302 302  403 403 403  404 404  404 403 403
POST /candidatures/annoncer                                                         303 303 303 303  403 403 403  404 404  404 403 403
GET  /candidatures/ecrire                                                           302 302 302 302  403 403 403  200 200  200 403 403
POST /candidatures/ecrire                                                           303 303 303 303  403 403 403  422 422  422 403 403
GET  /candidatures/repartir                                                         302 302 302 302  403 403 403  404 404  404 403 403
POST /candidatures/repartir                                                         303 303 303 303  403 403 403  404 404  404 403 403

# One file: they alone know that it exists; whoever is recused from it does not
GET  /candidatures/<int:application_id> [candidate]                                 302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id> [candidate draft]                           302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id> [candidate aside]                           302 302 302 302  404 404 404  200 200  404 404 404
GET  /candidatures/<int:application_id>/envois [candidate]                          302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/verification [candidate]                    302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/correction [candidate]                      302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/correction/reprendre [candidate]            302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/decider [candidate]                         302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/suivi [candidate]                           302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/echanges [candidate]                        302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/notes [candidate]                           302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/etiquettes [candidate]                      302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/verification [candidate draft]              302 302 302 302  404 404 404  404 404  404 404 404
GET  /candidatures/<int:application_id>/decider [candidate draft]                   302 302 302 302  404 404 404  404 404  404 404 404
GET  /candidatures/<int:application_id>/echanges [candidate aside]                  302 302 302 302  404 404 404  200 200  404 404 404
POST /candidatures/<int:application_id>/verification [candidate]                    303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/correction [candidate]                      303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/correction/reprendre [candidate]            303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/decider [candidate]                         303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/suivi [candidate]                           303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/echanges [candidate]                        303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/notes [candidate]                           303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/etiquettes [candidate]                      303 303 303 303  404 404 404  422 422  422 404 404
POST /candidatures/<int:application_id>/appartenance [candidate]                    303 303 303 303  404 404 404  409 409  409 404 404
POST /candidatures/<int:application_id>/echanges [candidate aside]                  303 303 303 303  404 404 404  422 422  404 404 404
POST /candidatures/<int:application_id>/notes/<int:note_id>/retirer [candidate]     303 303 303 303  404 404 404  303 403  403 404 404
GET  /candidatures/<int:application_id>/fichiers/<int:file_id> [candidate]          302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/fichiers/<int:file_id> [candidate paper]    302 302 302 302  404 404 404  403 403  403 404 404
GET  /candidatures/<int:application_id>/echanges/<int:message_id>/fichier [candidate] 302 302 302 302  404 404 404  200 200  200 404 404

# A paper that may show an identity card: the secretariat, and the officer of that file
POST /candidatures/<int:application_id>/pieces-protegees/<int:file_id> [candidate paper] 303 303 303 303  404 404 404  200 200  403 404 404

# The late door: whoever coordinates
GET  /candidatures/<int:application_id>/delai [candidate]                           302 302 302 302  404 404 404  200 403  403 404 404
POST /candidatures/<int:application_id>/delai [candidate]                           303 303 303 303  404 404 404  422 403  403 404 404
POST /candidatures/<int:application_id>/delai/fermer [candidate]                    303 303 303 303  404 404 404  409 403  403 404 404
"""
