"""The lines of the permission matrix about standing aside, ties and opinions; see test_permission_matrix.py."""

REVIEWING = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Who stands aside: the desk reads; whoever coordinates, and is not recused, names and lifts
GET  /candidatures/deports                                                          302 302 302 302  403 403 403  200 200  200 403 403
GET  /candidatures/<int:application_id>/me-deporter [candidate]                     302 302 302 302  404 404 404  200 200  200 404 404
POST /candidatures/<int:application_id>/me-deporter [candidate]                     303 303 303 303  404 404 404  422 422  422 404 404
GET  /candidatures/<int:application_id>/me-deporter [candidate aside]               302 302 302 302  404 404 404  200 200  404 404 404
GET  /candidatures/<int:application_id>/deports/<int:person_id> [recused]           302 302 302 302  404 404 404  200 403  404 404 404
POST /candidatures/<int:application_id>/deports/<int:person_id> [recused]           303 303 303 303  404 404 404  422 403  404 404 404
GET  /candidatures/deports/<int:recusal_id>/lever [recusal lifted]                  302 302 302 302  404 404 404  200 404  404 404 404
POST /candidatures/deports/<int:recusal_id>/lever [recusal lifted]                  303 303 303 303  404 404 404  409 404  404 404 404

# Ties between organisations: the permanent secretariat
GET  /institutions/<int:institution_id>/liens [tie]                                 302 302 302 302  403 403 403  200 403  403 403 403
POST /institutions/<int:institution_id>/liens [tie]                                 303 303 303 303  403 403 403  422 403  403 403 403
GET  /institutions/liens/<int:organisation_link_id>/retirer [tie]                   302 302 302 302  404 404 404  200 404  404 404 404
POST /institutions/liens/<int:organisation_link_id>/retirer [tie]                   303 303 303 303  404 404 404  303 404  404 404 404

# Outside opinions: asked by the desk
GET  /candidatures/<int:application_id>/avis [candidate]                            302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/<int:application_id>/avis/demander [candidate]                   302 302 302 302  404 404 404  200 200  200 404 404
POST /candidatures/<int:application_id>/avis/demander [candidate]                   303 303 303 303  404 404 404  422 422  422 404 404
GET  /candidatures/avis/<int:opinion_id>/rappeler [opinion]                         302 302 302 302  404 404 404  200 200  200 404 404
POST /candidatures/avis/<int:opinion_id>/rappeler [opinion given]                   303 303 303 303  404 404 404  409 409  409 404 404
GET  /candidatures/avis/<int:opinion_id>/retirer [opinion]                          302 302 302 302  404 404 404  200 200  200 404 404
POST /candidatures/avis/<int:opinion_id>/retirer [opinion given]                    303 303 303 303  404 404 404  409 409  409 404 404
GET  /candidatures/avis/<int:opinion_id>/fichier [opinion given]                    302 302 302 302  404 404 404  200 200  200 404 404
GET  /candidatures/avis/<int:opinion_id>/fichier [opinion]                          302 302 302 302  404 404 404  404 404  404 404 404

# Whoever holds the link of one, whoever works on the application
GET  /avis/<token> [opinion]                                                        200 200 200 200  200 200 200  200 200  200 200 200
POST /avis/<token> [opinion]                                                        422 422 422 422  422 422 422  422 422  422 422 422
GET  /avis/<token> [unknown]                                                        404 404 404 404  404 404 404  404 404  404 404 404
POST /avis/<token> [opinion given]                                                  409 409 409 409  409 409 409  409 409  409 409 409
GET  /avis/<token>/brouillon [opinion]                                              200 200 200 200  200 200 200  200 200  200 200 200
POST /avis/<token>/brouillon [opinion]                                              200 200 200 200  200 200 200  200 200  200 200 200
POST /avis/<token>/brouillon [opinion given]                                        410 410 410 410  410 410 410  410 410  410 410 410
GET  /avis/<token>/decliner [opinion]                                               200 200 200 200  200 200 200  200 200  200 200 200
POST /avis/<token>/decliner [opinion]                                               422 422 422 422  422 422 422  422 422  422 422 422
GET  /avis/<token>/fichiers/<int:file_id> [opinion]                                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /avis/<token>/fichiers/<int:file_id> [opinion paper]                           404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/avis [opinion shown]                                      200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/avis [unknown]                                            404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/avis/<int:opinion_id>/fichier [opinion shown]             200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/avis/<int:opinion_id>/fichier [opinion hidden]            404 404 404 404  404 404 404  404 404  404 404 404
"""
