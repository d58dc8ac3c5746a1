"""The lines of the permission matrix about money that was granted; see test_permission_matrix.py. One column more: the
authorising officer, who orders payments."""

PAYMENTS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm aut

# Funded projects: the desk and those who order and pay; who is recused, and before they are told, finds nothing
GET  /projets/gestion/                                                              302 302 302 302  403 403 403  200 200  200 200 403 200
GET  /projets/gestion/<int:award_id> [project]                                      302 302 302 302  404 404 404  200 200  200 200 404 200
GET  /projets/gestion/<int:award_id> [project untold]                               302 302 302 302  404 404 404  200 200  404 404 404 404
GET  /projets/gestion/<int:award_id> [project aside]                                302 302 302 302  404 404 404  200 200  404 200 404 200
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id> [project]         302 302 302 302  404 404 404  200 200  200 200 404 200
GET  /projets/gestion/<int:award_id>/fichiers/<int:file_id> [project]               302 302 302 302  404 404 404  200 200  200 200 404 200

# Agreements, papers, instalments planned: secretariat and desk officers
POST /projets/gestion/<int:award_id>/convention/preparer [project]                  303 303 303 303  404 404 404  409 409  409 403 404 403
POST /projets/gestion/<int:award_id>/convention/preparer [project untold]           303 303 303 303  404 404 404  409 409  404 404 404 404
GET  /projets/gestion/<int:award_id>/convention [project]                           302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/convention [project]                           303 303 303 303  404 404 404  422 422  422 403 404 403
GET  /projets/gestion/<int:award_id>/convention/envoyer [project]                   302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/convention/envoyer [project]                   303 303 303 303  404 404 404  409 409  409 403 404 403
GET  /projets/gestion/<int:award_id>/convention/reprendre [project]                 302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/convention/reprendre [project]                 303 303 303 303  404 404 404  422 422  422 403 404 403
GET  /projets/gestion/<int:award_id>/convention/signature/<kind> [project]         302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/convention/signature/<kind> [project]         303 303 303 303  404 404 404  422 422  422 403 404 403
POST /projets/gestion/<int:award_id>/convention/signature/<kind>/retirer [project] 303 303 303 303  404 404 404  409 409  409 403 404 403
GET  /projets/gestion/<int:award_id>/convention/etapes/<int:step_id> [project]      302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/convention/etapes/<int:step_id> [project]      303 303 303 303  404 404 404  422 422  422 403 404 403
GET  /projets/gestion/<int:award_id>/papiers [project]                              302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/papiers [project]                              303 303 303 303  404 404 404  422 422  422 403 404 403
GET  /projets/gestion/<int:award_id>/papiers/<int:paper_id>/donner [project]        302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/papiers/<int:paper_id>/donner [project]        303 303 303 303  404 404 404  422 422  422 403 404 403
POST /projets/gestion/<int:award_id>/papiers/<int:paper_id>/verifier [project]      303 303 303 303  404 404 404  303 303  303 403 404 403
GET  /projets/gestion/<int:award_id>/papiers/<int:paper_id>/refuser [project]       302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/papiers/<int:paper_id>/refuser [project]       303 303 303 303  404 404 404  422 422  422 403 404 403
GET  /projets/gestion/<int:award_id>/papiers/<int:paper_id>/fichier [project]       302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/papiers/<int:paper_id>/protege [project secret] 303 303 303 303  404 404 404  200 200  403 403 404 403
POST /projets/gestion/<int:award_id>/papiers/<int:paper_id>/protege [project]       303 303 303 303  404 404 404  404 404  404 403 404 403
GET  /projets/gestion/<int:award_id>/tranches [project]                             302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/tranches [project]                             303 303 303 303  404 404 404  422 422  422 403 404 403
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/demander [project] 303 303 303 303  404 404 404  409 409  409 403 404 403
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/rapport [project] 302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/rapport [project] 303 303 303 303  404 404 404  303 303  303 403 404 403
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/annuler [project] 302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/annuler [project] 303 303 303 303  404 404 404  422 422  422 403 404 403

# Money: the desk checks, the authorising officer orders, the treasurer pays
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/verifier [project] 303 303 303 303  404 404 404  409 409  409 403 404 403
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/refuser [project] 302 302 302 302  404 404 404  200 200  200 403 404 403
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/refuser [project] 303 303 303 303  404 404 404  422 422  422 403 404 403
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/etape [project]   302 302 302 302  404 404 404  403 403  403 403 404 200
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/etape [project]   303 303 303 303  404 404 404  403 403  403 403 404 422
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/payer [project]   302 302 302 302  404 404 404  403 403  403 200 404 403
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/payer [project]   303 303 303 303  404 404 404  403 403  403 422 404 403
GET  /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/echec [project]   302 302 302 302  404 404 404  403 403  403 200 404 403
POST /projets/gestion/<int:award_id>/tranches/<int:instalment_id>/echec [project]   303 303 303 303  404 404 404  403 403  403 422 404 403

# Bank details: whoever handles money, and a second person
GET  /projets/gestion/<int:award_id>/compte [project]                               302 302 302 302  404 404 404  200 200  200 200 404 200
GET  /projets/gestion/<int:award_id>/compte [project aside]                         302 302 302 302  404 404 404  200 200  404 200 404 200
GET  /projets/gestion/<int:award_id>/compte/saisir [project]                        302 302 302 302  404 404 404  200 200  200 200 404 200
POST /projets/gestion/<int:award_id>/compte/saisir [project]                        303 303 303 303  404 404 404  422 422  422 422 404 422
POST /projets/gestion/<int:award_id>/compte/<int:account_id>/confirmer [project]    303 303 303 303  404 404 404  303 303  303 303 404 303
GET  /projets/gestion/<int:award_id>/compte/<int:account_id>/refuser [project]      302 302 302 302  404 404 404  200 200  200 200 404 200
POST /projets/gestion/<int:award_id>/compte/<int:account_id>/refuser [project]      303 303 303 303  404 404 404  422 422  422 422 404 422
POST /projets/gestion/<int:award_id>/compte/<int:account_id>/attestation [project]  303 303 303 303  404 404 404  200 200  200 200 404 200

# Texts of agreements and steps of a carrier: whoever coordinates
GET  /projets/gestion/modeles                                                       302 302 302 302  403 403 403  200 403  403 403 403 403
POST /projets/gestion/modeles                                                       303 303 303 303  403 403 403  409 403  403 403 403 403
GET  /projets/gestion/modeles/<int:agreement_template_id> [project]                 302 302 302 302  404 404 404  200 404  404 404 404 404
POST /projets/gestion/modeles/<int:agreement_template_id> [project]                 303 303 303 303  404 404 404  422 404  404 404 404 404
POST /projets/gestion/modeles/<int:agreement_template_id>/retirer [project]         303 303 303 303  404 404 404  303 404  404 404 404 404
GET  /institutions/<int:institution_id>/etapes [project]                            302 302 302 302  403 403 403  200 403  403 403 403 403
POST /institutions/<int:institution_id>/etapes [project]                            303 303 303 303  403 403 403  422 403  403 403 403 403

# The envelope
GET  /appels/gestion/<int:funding_call_id>/enveloppe [project]                      302 302 302 302  403 403 403  200 200  200 200 403 200
GET  /appels/gestion/<int:funding_call_id>/enveloppe.xlsx [project]                 302 302 302 302  403 403 403  200 200  200 200 403 200

# Those who hold the project, by their link, once they were told
GET  /candidature/<token>/projet [project]                                          200 200 200 200  200 200 200  200 200  200 200 200 200
GET  /candidature/<token>/projet [unknown]                                          404 404 404 404  404 404 404  404 404  404 404 404 404
GET  /candidature/<token>/projet [project untold]                                   404 404 404 404  404 404 404  404 404  404 404 404 404
POST /candidature/<token>/projet/tranches/<int:instalment_id>/demander [project]    409 409 409 409  409 409 409  409 409  409 409 409 409
GET  /candidature/<token>/projet/convention [project]                               200 200 200 200  200 200 200  200 200  200 200 200 200
POST /candidature/<token>/projet/convention [project]                               422 422 422 422  422 422 422  422 422  422 422 422 422
GET  /candidature/<token>/projet/convention.pdf [project]                           200 200 200 200  200 200 200  200 200  200 200 200 200
POST /candidature/<token>/projet/convention.pdf [project]                           303 303 303 303  303 303 303  303 303  303 303 303 303
GET  /candidature/<token>/projet/papiers/<int:paper_id> [project]                   200 200 200 200  200 200 200  200 200  200 200 200 200
POST /candidature/<token>/projet/papiers/<int:paper_id> [project]                   422 422 422 422  422 422 422  422 422  422 422 422 422
GET  /candidature/<token>/projet/compte [project]                                   200 200 200 200  200 200 200  200 200  200 200 200 200
POST /candidature/<token>/projet/compte [project]                                   422 422 422 422  422 422 422  422 422  422 422 422 422
"""
