"""The lines of the permission matrix about keeping the catalogue true; see test_permission_matrix.py."""

UPKEEP = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Whoever holds the mailed link; whoever reads the public page
GET  /catalogue/confirmer/<token> [confirm link]                                    200 200 200 200  200 200 200  200 200  200 200 200
POST /catalogue/confirmer/<token> [confirm link]                                    200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/confirmer/<token> [unknown]                                         404 404 404 404  404 404 404  404 404  404 404 404
GET  /catalogue/confirmer/<token>/ne-plus-paraitre [confirm link]                   200 200 200 200  200 200 200  200 200  200 200 200
POST /catalogue/confirmer/<token>/ne-plus-paraitre [confirm link]                   200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/<int:structure_id>/signaler [kept entry]                            200 200 200 200  200 200 200  200 200  200 200 200
POST /catalogue/<int:structure_id>/signaler [kept entry]                            422 422 422 422  422 422 422  422 422  422 422 422
GET  /catalogue/<int:structure_id>/signaler/merci [kept entry]                      200 200 200 200  200 200 200  200 200  200 200 200

# Whoever keeps the entry; neighbours
GET  /catalogue/<int:structure_id>/confirmer [kept entry]                           302 302 302 302  200 200 403  200 200  403 403 403
POST /catalogue/<int:structure_id>/confirmer [kept entry]                           303 303 303 303  303 303 403  303 303  403 403 403
GET  /catalogue/<int:structure_id>/temoigner [kept entry]                           302 302 302 302  403 403 200  403 403  403 403 403
POST /catalogue/<int:structure_id>/temoigner [kept entry]                           303 303 303 303  403 403 422  403 403  403 403 403

# The secretariat's queues
GET  /catalogue/gestion/erreurs                                                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/erreurs/<int:structure_report_id>                           302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/erreurs/<int:structure_report_id>                           303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/gestion/telephone                                                   302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/telephone/<int:structure_id> [kept entry]                   302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/telephone/<int:structure_id> [kept entry]                   303 303 303 303  403 403 403  303 303  403 403 403
GET  /catalogue/gestion/telephone/<int:structure_id>/courriel-revenu [kept entry]   302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/telephone/<int:structure_id>/courriel-revenu [kept entry]   303 303 303 303  403 403 403  303 303  403 403 403

# Tidying up together
GET  /catalogue/gestion/tri                                                         302 302 302 302  200 200 200  200 200  403 403 403
GET  /catalogue/gestion/tri/nouveau                                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/tri/nouveau                                                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/tri/<int:sprint_id>                                         302 302 302 302  200 200 200  200 200  404 404 404
POST /catalogue/gestion/tri/<int:sprint_id>/prendre                                 303 303 303 303  303 303 303  303 303  404 404 404
POST /catalogue/gestion/tri/<int:sprint_id>/remplir                                 303 303 303 303  403 403 403  303 303  404 404 404
GET  /catalogue/gestion/tri/<int:sprint_id>/modifier                                302 302 302 302  403 403 403  200 200  404 404 404
POST /catalogue/gestion/tri/<int:sprint_id>/modifier                                303 303 303 303  403 403 403  422 422  404 404 404
GET  /catalogue/gestion/tri/<int:sprint_id>/terminer                                302 302 302 302  403 403 403  200 200  404 404 404
POST /catalogue/gestion/tri/<int:sprint_id>/terminer                                303 303 303 303  403 403 403  303 303  404 404 404
GET  /catalogue/gestion/tri/cartes/<int:sprint_card_id>                             302 302 302 302  409 409 409  409 409  404 404 404
POST /catalogue/gestion/tri/cartes/<int:sprint_card_id>                             303 303 303 303  409 409 409  409 409  404 404 404
POST /catalogue/gestion/tri/cartes/<int:sprint_card_id>/garder                      303 303 303 303  409 409 409  409 409  404 404 404
POST /catalogue/gestion/tri/cartes/<int:sprint_card_id>/rendre                      303 303 303 303  303 303 303  303 303  404 404 404
"""
