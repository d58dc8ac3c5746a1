"""The lines of the permission matrix about the desk of the catalogue; see test_permission_matrix.py."""

CATALOGUE_DESK = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The secretariat's desk
GET  /catalogue/gestion/                                                            302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/nouvelle                                                    302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/nouvelle                                                    303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/<int:structure_id> [entry]                                  302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/<int:structure_id> [unchecked entry]                        302 302 302 302  404 404 404  200 200  404 404 404
GET  /catalogue/gestion/<int:structure_id>/publier [unchecked entry]                302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/<int:structure_id>/publier [unchecked entry]                303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/gestion/<int:structure_id>/refuser [unchecked entry]                302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/<int:structure_id>/refuser [unchecked entry]                303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/gestion/<int:structure_id>/masquer [entry]                          302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/masquer [entry]                          303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/<int:structure_id>/renvoyer [entry]                         302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/renvoyer [entry]                         303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/<int:structure_id>/labels [entry]                           302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/labels [entry]                           303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/<int:structure_id>/tenue [entry]                            302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/tenue [entry]                            303 303 303 303  403 403 403  422 422  403 403 403
POST /catalogue/gestion/<int:structure_id>/institution [entry]                      303 303 303 303  403 403 403  303 303  403 403 403
GET  /catalogue/gestion/<int:structure_id>/tenue/<int:person_id>/retirer [entry]    302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/tenue/<int:person_id>/retirer [entry]    303 303 303 303  403 403 403  409 409  403 403 403
POST /catalogue/gestion/<int:structure_id>/lien [entry]                             303 303 303 303  403 403 403  409 409  403 403 403
GET  /catalogue/gestion/<int:structure_id>/lien/remplacer [entry]                   302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/lien/remplacer [entry]                   303 303 303 303  403 403 403  409 409  403 403 403
GET  /catalogue/gestion/labels/<int:structure_label_id>/retirer                     302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/labels/<int:structure_label_id>/retirer                     303 303 303 303  404 404 404  303 303  404 404 404
GET  /catalogue/gestion/changements                                                 302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/changements/<int:structure_change_id>                       302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/changements/<int:structure_change_id>                       303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/gestion/mots                                                        302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/mots/nouveau                                                302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/mots/nouveau                                                303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/mots/<int:term_id>                                          302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/mots/<int:term_id>                                          303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/gestion/mots/<int:term_id>/archiver                                 302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/mots/<int:term_id>/archiver                                 303 303 303 303  404 404 404  303 303  404 404 404
POST /catalogue/gestion/mots/<int:term_id>/remettre                                 303 303 303 303  404 404 404  409 409  404 404 404
POST /catalogue/gestion/mots/<int:term_id>/deplacer                                 303 303 303 303  404 404 404  303 303  404 404 404
GET  /catalogue/gestion/sources                                                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/sources/<int:questionnaire_id> [published]                  302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/sources/<int:questionnaire_id> [published]                  303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/sources/<int:questionnaire_id>/retirer [published]          302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/sources/<int:questionnaire_id>/retirer [published]          303 303 303 303  403 403 403  409 409  403 403 403

# Those who keep an entry, and whoever holds its link
GET  /catalogue/<int:structure_id>/modifier [entry]                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/<int:structure_id>/modifier [entry]                                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/<int:structure_id>/modifier [own entry]                             302 302 302 302  200 200 403  200 200  403 403 403
POST /catalogue/<int:structure_id>/modifier [own entry]                             303 303 303 303  422 422 403  422 422  403 403 403
GET  /catalogue/<int:structure_id>/modifier [unchecked entry]                       302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/<int:structure_id>/modifier [unchecked entry]                       303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/<int:structure_id>/ne-plus-paraitre [own entry]                     302 302 302 302  200 200 403  200 200  403 403 403
POST /catalogue/<int:structure_id>/ne-plus-paraitre [own entry]                     303 303 303 303  303 303 403  303 303  403 403 403
GET  /catalogue/<int:structure_id>/paraitre [own entry]                             302 302 302 302  200 200 403  200 200  403 403 403
POST /catalogue/<int:structure_id>/paraitre [own entry]                             303 303 303 303  409 409 403  409 409  403 403 403
GET  /catalogue/<int:structure_id>/changements/<int:structure_change_id>/retirer/<name> [own change] 302 302 302 302  200 200 403  303 303  403 403 403
POST /catalogue/<int:structure_id>/changements/<int:structure_change_id>/retirer/<name> [own change] 303 303 303 303  422 422 403  303 303  403 403 403
GET  /ma-structure/<token>/changements/<int:structure_change_id>/retirer/<name> [entry link] 200 200 200 200  200 200 200  200 200  200 200 200
POST /ma-structure/<token>/changements/<int:structure_change_id>/retirer/<name> [entry link] 422 422 422 422  422 422 422  422 422  422 422 422
GET  /ma-structure/<token> [entry link]                                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /ma-structure/<token> [unknown]                                                404 404 404 404  404 404 404  404 404  404 404 404
GET  /ma-structure/<token>/modifier [entry link]                                    200 200 200 200  200 200 200  200 200  200 200 200
GET  /ma-structure/<token>/modifier [unknown]                                       404 404 404 404  404 404 404  404 404  404 404 404
POST /ma-structure/<token>/modifier [entry link]                                    422 422 422 422  422 422 422  422 422  422 422 422
POST /ma-structure/<token>/modifier [unknown]                                       404 404 404 404  404 404 404  404 404  404 404 404
GET  /ma-structure/<token>/ne-plus-paraitre [entry link]                            200 200 200 200  200 200 200  200 200  200 200 200
GET  /ma-structure/<token>/ne-plus-paraitre [unknown]                               404 404 404 404  404 404 404  404 404  404 404 404
POST /ma-structure/<token>/ne-plus-paraitre [entry link]                            303 303 303 303  303 303 303  303 303  303 303 303
POST /ma-structure/<token>/ne-plus-paraitre [unknown]                               404 404 404 404  404 404 404  404 404  404 404 404
GET  /ma-structure/<token>/paraitre [entry link]                                    200 200 200 200  200 200 200  200 200  200 200 200
GET  /ma-structure/<token>/paraitre [unknown]                                       404 404 404 404  404 404 404  404 404  404 404 404
POST /ma-structure/<token>/paraitre [entry link]                                    409 409 409 409  409 409 409  409 409  409 409 409
POST /ma-structure/<token>/paraitre [unknown]                                       404 404 404 404  404 404 404  404 404  404 404 404
"""
