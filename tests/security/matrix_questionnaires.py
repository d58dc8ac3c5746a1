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
# What the form's script asks
GET  /q/sw.js                                                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /q/<token>/tout [response]                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /q/<token>/etat [response]                                                     200 200 200 200  200 200 200  200 200  200 200 200
POST /q/<token>/enregistrer/<section> [response]                                    200 200 200 200  200 200 200  200 200  200 200 200
POST /q/<token>/envoyer [response]                                                  422 422 422 422  422 422 422  422 422  422 422 422
POST /q/<token>/fichiers [response]                                                 404 404 404 404  404 404 404  404 404  404 404 404
POST /q/<token>/existe/<int:structure_id> [response]                                 303 303 303 303  303 303 303  303 303  303 303 303
GET  /q/<token>/fichiers/<code> [response]                                           404 404 404 404  404 404 404  404 404  404 404 404
PUT  /q/<token>/fichiers/<code> [response]                                           404 404 404 404  404 404 404  404 404  404 404 404
DELETE /q/<token>/fichiers/<code> [response]                                         404 404 404 404  404 404 404  404 404  404 404 404
GET  /q/<token>/tout [unknown]                                                      404 404 404 404  404 404 404  404 404  404 404 404
POST /q/<token>/enregistrer/<section> [unknown]                                     404 404 404 404  404 404 404  404 404  404 404 404
PUT  /q/<token>/fichiers/<code> [unknown]                                            404 404 404 404  404 404 404  404 404  404 404 404

# Answers that were received are the secretariat's; members see their institution's own
GET  /questionnaires/<int:questionnaire_id>/reponses [received]                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses.xlsx [received]                302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/reponses.xlsx [received]                303 303 303 303  403 403 403  303 303  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses.csv [received]                 302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses.json [received]                302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/resultats [received]                    302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/versions/comparer [received]            302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses/<int:response_id> [received]   302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/fichiers/<int:file_id> [received] 302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/valider [received] 303 303 303 303  403 403 403  409 409  403 403 403
POST /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/accepter [received] 303 303 303 303  403 403 403  409 409  403 403 403
POST /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/indesirable [received] 303 303 303 303  403 403 403  409 409  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/demander-une-correction [received] 302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/demander-une-correction [received] 303 303 303 303  403 403 403  422 422  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/ecarter [received] 302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/ecarter [received] 303 303 303 303  403 403 403  422 422  403 403 403
GET  /questionnaires/<int:questionnaire_id>/reponses                                302 302 302 302  404 404 404  200 200  404 404 404
GET  /mes-questionnaires                                                            302 302 302 302  200 200 200  200 200  403 403 403

# Sheets, copies, archives: the secretariat's
GET  /questionnaires/importer                                                        302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/importer                                                        303 303 303 303  403 403 403  422 422  403 403 403
GET  /questionnaires/<int:questionnaire_id>/importer                                 302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/importer                                 303 303 303 303  404 404 404  422 422  404 404 404
GET  /questionnaires/<int:questionnaire_id>/importer [published]                     302 302 302 302  403 403 403  409 409  403 403 403
GET  /questionnaires/<int:questionnaire_id>/xlsform.xlsx                             302 302 302 302  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id>/xlsform.xlsx [published]                 302 302 302 302  403 403 403  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/dupliquer                                302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/dupliquer                                303 303 303 303  404 404 404  303 303  404 404 404
GET  /questionnaires/<int:questionnaire_id>/archiver                                 302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/archiver                                 303 303 303 303  404 404 404  303 303  404 404 404
GET  /questionnaires/<int:questionnaire_id>/desarchiver                              302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/desarchiver                              303 303 303 303  404 404 404  409 409  404 404 404
POST /questionnaires/<int:questionnaire_id>/parties/<section_key>/verrou             303 303 303 303  404 404 404  409 409  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/verrou         303 303 303 303  404 404 404  409 409  404 404 404
GET  /questionnaires/<int:questionnaire_id>/questions/<question_name>/voix           302 302 302 302  404 404 404  200 200  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/voix           303 303 303 303  404 404 404  404 404  404 404 404
GET  /questionnaires/<int:questionnaire_id>/questions/<question_name>/modele         302 302 302 302  404 404 404  404 404  404 404 404
POST /questionnaires/<int:questionnaire_id>/questions/<question_name>/modele         303 303 303 303  404 404 404  404 404  404 404 404
GET  /questionnaires/<int:questionnaire_id>/modeles/<int:stored_file_id> [published] 302 302 302 302  404 404 404  404 404  403 403 403
GET  /q/<token>/modele/<int:stored_file_id> [unknown]                                404 404 404 404  404 404 404  404 404  404 404 404

# Paper: copied by the secretariat, printed by whoever may fill it in
GET  /questionnaires/<int:questionnaire_id>/saisie [published]                       302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/saisie [published]                       303 303 303 303  403 403 403  422 422  403 403 403
GET  /questionnaires/<int:questionnaire_id>/saisie                                   302 302 302 302  404 404 404  409 409  404 404 404
GET  /questionnaires/<int:questionnaire_id>/saisie/<int:response_id> [paper]         302 302 302 302  403 403 403  200 200  403 403 403
POST /questionnaires/<int:questionnaire_id>/saisie/<int:response_id> [paper]         303 303 303 303  403 403 403  422 422  403 403 403
POST /questionnaires/<int:questionnaire_id>/saisie/<int:response_id>/papier [paper]  303 303 303 303  403 403 403  422 422  403 403 403
GET  /questionnaires/<int:questionnaire_id>/vierge                                   302 302 302 302  404 404 404  200 200  404 404 404
GET  /questionnaires/<int:questionnaire_id>/vierge [published]                       302 302 302 302  200 200 200  200 200  403 403 403
GET  /questionnaires/<int:questionnaire_id>/vierge.pdf [published]                   302 302 302 302  302 302 302  302 302  403 403 403
GET  /questionnaires/<int:questionnaire_id>/voix/<int:stored_file_id> [published]    302 302 302 302  200 200 200  200 200  403 403 403
GET  /q/<token>/voix/<int:stored_file_id> [unknown]                                  404 404 404 404  404 404 404  404 404  404 404 404
GET  /q/<token>/recu.pdf [response]                                                  303 303 303 303  303 303 303  303 303  303 303 303
POST /q/<token>/recu.pdf [response]                                                  303 303 303 303  303 303 303  303 303  303 303 303
GET  /q/<token>/recu.pdf [unknown]                                                   404 404 404 404  404 404 404  404 404  404 404 404
POST /q/<token>/recu.pdf [unknown]                                                   404 404 404 404  404 404 404  404 404  404 404 404

# An institution's own questions: whoever speaks for one, in the version in the making
GET  /questionnaires/<int:questionnaire_id>/nos-questions [published]                302 302 302 302  200 200 200  403 403  403 403 403
GET  /questionnaires/<int:questionnaire_id>/nos-questions/partie [published]         302 302 302 302  409 409 409  403 403  403 403 403
POST /questionnaires/<int:questionnaire_id>/nos-questions/partie [published]         303 303 303 303  409 409 409  403 403  403 403 403
GET  /questionnaires/<int:questionnaire_id>/nos-questions/question [published]       302 302 302 302  409 409 409  403 403  403 403 403
POST /questionnaires/<int:questionnaire_id>/nos-questions/question [published]       303 303 303 303  409 409 409  403 403  403 403 403
GET  /questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name> [published] 302 302 302 302  409 409 409  403 403  403 403 403
POST /questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name> [published] 303 303 303 303  409 409 409  403 403  403 403 403
POST /questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name>/deplacer [published] 303 303 303 303  409 409 409  403 403  403 403 403
POST /questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name>/retirer [published] 303 303 303 303  409 409 409  403 403  403 403 403
GET  /questionnaires/<int:questionnaire_id>/nos-questions/retirer [published]        302 302 302 302  409 409 409  403 403  403 403 403
POST /questionnaires/<int:questionnaire_id>/nos-questions/retirer [published]        303 303 303 303  409 409 409  403 403  403 403 403
"""
