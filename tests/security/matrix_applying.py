"""The lines of the permission matrix about applying to a call; see test_permission_matrix.py."""

APPLYING = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Beginning: everybody, where the call is known
GET  /appels/<int:funding_call_id>/candidater                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /appels/<int:funding_call_id>/candidater [call in the making]                  404 404 404 404  404 404 404  200 200  404 404 404
GET  /appels/<int:funding_call_id>/candidater/structure                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /appels/<int:funding_call_id>/candidater/structure [call in the making]        404 404 404 404  404 404 404  303 303  404 404 404
GET  /appels/<int:funding_call_id>/candidater/commencer                             303 303 303 303  303 303 303  303 303  303 303 303
GET  /appels/<int:funding_call_id>/candidater/commencer [call in the making]        404 404 404 404  404 404 404  303 303  404 404 404
GET  /appels/<int:funding_call_id>/candidater/retrouver                             200 200 200 200  200 200 200  200 200  200 200 200
POST /appels/<int:funding_call_id>/candidater/retrouver                             422 422 422 422  422 422 422  422 422  422 422 422
POST /appels/<int:funding_call_id>/candidater/commencer                             303 303 303 303  303 303 303  303 303  303 303 303

# The file of those who work on it: whoever holds the link, as far as its part goes
GET  /candidature/<token> [applying]                                                200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token> [applying invited]                                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token> [unknown]                                                 404 404 404 404  404 404 404  404 404  404 404 404
POST /candidature/<token>/accepter [applying invited]                               303 303 303 303  303 303 303  303 303  303 303 303
POST /candidature/<token>/accepter [unknown]                                        404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/envoyer [applying]                                        200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/envoyer [applying]                                        422 422 422 422  422 422 422  422 422  422 422 422
GET  /candidature/<token>/envoyer [unknown]                                         404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/commentaires [applying]                                   200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/commentaires [applying]                                   422 422 422 422  422 422 422  422 422  422 422 422
GET  /candidature/<token>/commentaires [unknown]                                    404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/messages [applying]                                       200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/messages [applying]                                       422 422 422 422  422 422 422  422 422  422 422 422
GET  /candidature/<token>/messages [unknown]                                        404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/personnes [applying]                                      200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/personnes [applying]                                      422 422 422 422  422 422 422  422 422  422 422 422
GET  /candidature/<token>/personnes [unknown]                                       404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/recu [applying]                                           303 303 303 303  303 303 303  303 303  303 303 303
GET  /candidature/<token>/recu [unknown]                                            404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/recu.pdf [applying]                                       303 303 303 303  303 303 303  303 303  303 303 303
POST /candidature/<token>/recu.pdf [applying]                                       303 303 303 303  303 303 303  303 303  303 303 303
GET  /candidature/<token>/recu.pdf [unknown]                                        404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/retirer [applying]                                        200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/retirer [applying]                                        303 303 303 303  303 303 303  303 303  303 303 303
GET  /candidature/<token>/retirer [applying editor]                              403 403 403 403  403 403 403  403 403  403 403 403
POST /candidature/<token>/retirer [applying editor]                              403 403 403 403  403 403 403  403 403  403 403 403
POST /candidature/<token>/commentaires/<int:comment_id>/regler [applying]           303 303 303 303  303 303 303  303 303  303 303 303
POST /candidature/<token>/commentaires/<int:comment_id>/regler [applying elsewhere] 404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/messages/<int:message_id>/fichier [applying]              200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/messages/<int:message_id>/fichier [applying elsewhere]    404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/personnes/<int:worker_id> [applying]                      200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/personnes/<int:worker_id> [applying]                      422 422 422 422  422 422 422  422 422  422 422 422
GET  /candidature/<token>/personnes/<int:worker_id> [applying editor]            403 403 403 403  403 403 403  403 403  403 403 403
GET  /candidature/<token>/personnes/<int:worker_id>/confier [applying]              200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/personnes/<int:worker_id>/confier [applying]              303 303 303 303  303 303 303  303 303  303 303 303
POST /candidature/<token>/personnes/<int:worker_id>/confier [applying editor]    403 403 403 403  403 403 403  403 403  403 403 403
GET  /candidature/<token>/personnes/<int:worker_id>/retirer [applying]              200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/personnes/<int:worker_id>/retirer [applying]              303 303 303 303  303 303 303  303 303  303 303 303
POST /candidature/<token>/personnes/<int:worker_id>/retirer [applying editor]    403 403 403 403  403 403 403  403 403  403 403 403
GET  /candidature/<token>/personnes/<int:worker_id>/lien [applying]                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/personnes/<int:worker_id>/lien [applying editor]       403 403 403 403  403 403 403  403 403  403 403 403
POST /candidature/<token>/personnes/<int:worker_id>/lien [applying]                 303 303 303 303  303 303 303  303 303  303 303 303
POST /candidature/<token>/personnes/<int:worker_id>/lien [applying editor]       403 403 403 403  403 403 403  403 403  403 403 403

# Of whoever is signed in
GET  /mes-candidatures                                                              302 302 302 302  200 200 200  200 200  200 200 200
"""
