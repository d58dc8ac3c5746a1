"""The lines of the permission matrix about reports of funded projects; see test_permission_matrix.py."""

REPORTS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Reports: the desk; whoever pays knows of the project, and is refused; who is recused finds nothing
GET  /projets/gestion/rapports                                                      302 302 302 302  403 403 403  200 200  200 403 403
GET  /projets/gestion/rapports/<int:project_report_id> [project report]                     302 302 302 302  404 404 404  200 200  200 403 404
GET  /projets/gestion/rapports/<int:project_report_id> [project report aside]               302 302 302 302  404 404 404  200 200  404 403 404
GET  /projets/gestion/rapports/<int:project_report_id>/fichiers/<int:file_id> [project report] 302 302 302 302  404 404 404  200 200  200 403 404
GET  /projets/gestion/rapports/<int:project_report_id>/fichiers/<int:file_id> [project report other] 302 302 302 302  404 404 404  404 404  404 403 404
GET  /projets/gestion/rapports/<int:project_report_id>/accepter [project report]            302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/rapports/<int:project_report_id>/accepter [project report]            303 303 303 303  404 404 404  422 422  422 403 404
GET  /projets/gestion/rapports/<int:project_report_id>/rendre [project report]              302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/rapports/<int:project_report_id>/rendre [project report]              303 303 303 303  404 404 404  422 422  422 403 404
GET  /projets/gestion/rapports/<int:project_report_id>/dispenser [project report]           302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/rapports/<int:project_report_id>/dispenser [project report]           303 303 303 303  404 404 404  422 422  422 403 404
GET  /projets/gestion/depenses/<int:expense_id> [project report]                            302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/depenses/<int:expense_id> [project report]                            303 303 303 303  404 404 404  422 422  422 403 404
GET  /projets/gestion/depenses/<int:expense_id> [project report aside]                      302 302 302 302  404 404 404  200 200  404 403 404
GET  /projets/gestion/<int:award_id>/rapports [project report]                              302 302 302 302  404 404 404  200 200  200 403 404
GET  /projets/gestion/<int:award_id>/cloture [project report]                               302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/<int:award_id>/cloture [project report]                               303 303 303 303  404 404 404  422 422  422 403 404
GET  /projets/gestion/<int:award_id>/page [project report]                                  302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/<int:award_id>/page [project report]                                  303 303 303 303  404 404 404  422 422  422 403 404
GET  /projets/gestion/<int:award_id>/page/publier [project report]                          302 302 302 302  404 404 404  200 200  200 403 404
POST /projets/gestion/<int:award_id>/page/publier [project report]                          303 303 303 303  404 404 404  422 422  422 403 404
GET  /appels/gestion/<int:funding_call_id>/rapports [project report]                        302 302 302 302  403 403 403  200 200  200 403 403
POST /appels/gestion/<int:funding_call_id>/rapports [project report]                        303 303 303 303  403 403 403  422 422  422 403 403

# Whoever works on the project, by its personal link
GET  /candidature/<token>/projet/rapports [project report]                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/projet/rapports [unknown]                                 404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/projet/rapports/<int:report_id> [project report]                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/projet/rapports/<int:report_id> [project report other]            404 404 404 404  404 404 404  404 404  404 404 404
POST /candidature/<token>/projet/rapports/<int:report_id>/commencer [project report]        409 409 409 409  409 409 409  409 409  409 409 409
GET  /candidature/<token>/projet/rapports/<int:report_id>/envoyer [project report]          200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/projet/rapports/<int:report_id>/envoyer [project report other]    404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/projet/rapports/<int:report_id>/fichiers/<int:file_id> [project report] 200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/projet/rapports/<int:report_id>/fichiers/<int:file_id> [project report other] 404 404 404 404  404 404 404  404 404  404 404 404

# Everybody, once it is told and published
GET  /projets/<int:project_id> [project report]                                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /projets/<int:project_id> [project report untold]                                      404 404 404 404  404 404 404  404 404  404 404 404
GET  /projets/<int:project_id>/photos/<int:file_id> [project report]                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /projets/<int:project_id>/photos/<int:file_id> [project report untold]                 404 404 404 404  404 404 404  404 404  404 404 404
GET  /projets/chiffres                                                              200 200 200 200  200 200 200  200 200  200 200 200
"""
