"""The lines of the permission matrix about questionnaires; see test_permission_matrix.py."""

QUESTIONNAIRES = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The secretariat builds; one in the making does not exist for the others
GET  /questionnaires/                                                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/nouveau                                                        302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/nouveau                                                        303 303 303 303  403 403 403  422 422  403 403 403
GET  /questionnaires/<int:questionnaire_id>                                         302 302 302 302  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id> [published]                             302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/modifier                                302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/modifier                                303 303 303 303  404 404 404  422 422  404 404 404
GET  /questionnaires/<int:questionnaire_id>/publier                                 302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/publier                                 303 303 303 303  404 404 404  422 422  404 404 404
GET  /questionnaires/<int:questionnaire_id>/abandonner                              302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/abandonner                              303 303 303 303  404 404 404  409 409  404 404 404
GET  /questionnaires/<int:questionnaire_id>/publier [published]                     302 302 302 302  403 403 403  409 409  403 403 403
POST /questionnaires/<int:questionnaire_id>/nouvelle-version                        303 303 303 303  404 404 404  409 409  404 404 404
POST /questionnaires/<int:questionnaire_id>/nouvelle-version [published]            303 303 303 303  403 403 403  303 303  403 403 403
GET  /questionnaires/<int:questionnaire_id>/apercu                                  302 302 302 302  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id>/historique                              302 302 302 302  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id>/construire                              302 302 302 302  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id>/construire [published]                  302 302 302 302  403 403 403  409 409  403 403 403
GET  /questionnaires/<int:questionnaire_id>/parties/nouvelle                        302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/parties/nouvelle                        303 303 303 303  404 404 404  422 422  404 404 404
GET  /questionnaires/<int:questionnaire_id>/parties/<section_key>                   302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/parties/<section_key>                   303 303 303 303  404 404 404  422 422  404 404 404
GET  /questionnaires/<int:questionnaire_id>/parties/<section_key>/ajouter           302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/parties/<section_key>/ajouter           303 303 303 303  404 404 404  422 422  404 404 404
POST /questionnaires/<int:questionnaire_id>/parties/<section_key>/deplacer          303 303 303 303  404 404 404  409 409  404 404 404
GET  /questionnaires/<int:questionnaire_id>/parties/<section_key>/retirer           302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/parties/<section_key>/retirer           303 303 303 303  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id>/questions/<question_name>                302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>                303 303 303 303  404 404 404  422 422  404 404 404
GET  /questionnaires/<int:questionnaire_id>/questions/<question_name>/ajouter        302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/ajouter        303 303 303 303  404 404 404  422 422  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/deplacer       303 303 303 303  404 404 404  409 409  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/copier         303 303 303 303  404 404 404  409 409  404 404 404
GET  /questionnaires/<int:questionnaire_id>/questions/<question_name>/retirer        302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/retirer        303 303 303 303  404 404 404  409 409  404 404 404

# Filling in: those who speak for an institution, the secretariat for others; then whoever holds the link
GET  /questionnaires/<int:questionnaire_id>/remplir [published]                      302 302 302 302  200 200 200  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/remplir [published]                      303 303 303 303  422 422 422  422 422  403 403 403
GET  /q/<token> [response]                                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /q/<token> [unknown]                                                           404 404 404 404  404 404 404  404 404  404 404 404
GET  /q/<token>/partie/<section> [response]                                         200 200 200 200  200 200 200  200 200  200 200 200
POST /q/<token>/partie/<section> [response]                                         409 409 409 409  409 409 409  409 409  409 409 409
GET  /q/<token>/partie/<section> [unknown]                                          404 404 404 404  404 404 404  404 404  404 404 404
POST /q/<token>/partie/<section> [unknown]                                          404 404 404 404  404 404 404  404 404  404 404 404
GET  /q/<token>/verifier [response]                                                 200 200 200 200  200 200 200  200 200  200 200 200
POST /q/<token>/verifier [response]                                                 409 409 409 409  409 409 409  409 409  409 409 409
GET  /q/<token>/verifier [unknown]                                                  404 404 404 404  404 404 404  404 404  404 404 404
POST /q/<token>/verifier [unknown]                                                  404 404 404 404  404 404 404  404 404  404 404 404
GET  /q/<token>/recu [response]                                                     303 303 303 303  303 303 303  303 303  303 303 303
GET  /q/<token>/recu [unknown]                                                      404 404 404 404  404 404 404  404 404  404 404 404
"""
