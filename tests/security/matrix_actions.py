"""The lines of the permission matrix about plans and actions; see test_permission_matrix.py."""

ACTIONS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The list is everybody's: each finds in it what they may know of
GET  /actions/                                                                      200 200 200 200  200 200 200  200 200  200 200 200
GET  /actions.xlsx                                                                  200 200 200 200  200 200 200  200 200  200 200 200

# A plan: its body's institutions read it, who chairs or reports writes it, the secretariat opens it to visitors
GET  /actions/plans/<int:action_plan_id>                                            302 302 302 302  200 200 200  200 200  404 404 404
GET  /actions/plans/<int:action_plan_id> [public]                                   200 200 200 200  200 200 200  200 200  200 200 200
GET  /actions/plans/<int:action_plan_id>.xlsx                                       302 302 302 302  200 200 200  200 200  404 404 404
GET  /actions/plans/<int:action_plan_id>.xlsx [public]                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /actions/plans/nouveau                                                         302 302 302 302  403 403 200  200 200  403 403 403
POST /actions/plans/nouveau                                                         303 303 303 303  403 403 422  422 422  403 403 403
GET  /actions/plans/<int:action_plan_id>/modifier                                   302 302 302 302  403 403 200  200 200  404 404 404
POST /actions/plans/<int:action_plan_id>/modifier                                   303 303 303 303  403 403 422  422 422  404 404 404
GET  /actions/plans/<int:action_plan_id>/modifier [public]                          302 302 302 302  403 403 403  200 200  403 403 403
GET  /actions/plans/<int:action_plan_id>/publier                                    302 302 302 302  403 403 403  200 200  404 404 404
POST /actions/plans/<int:action_plan_id>/publier                                    303 303 303 303  403 403 403  409 409  404 404 404
GET  /actions/plans/<int:action_plan_id>/clore                                      302 302 302 302  403 403 200  200 200  404 404 404
POST /actions/plans/<int:action_plan_id>/clore                                      303 303 303 303  403 403 409  409 409  404 404 404
GET  /actions/plans/<int:action_plan_id>/historique                                 302 302 302 302  403 403 403  200 200  404 404 404
GET  /actions/plans/<int:action_plan_id>/historique [public]                        302 302 302 302  403 403 403  200 200  403 403 200
GET  /actions/plans/<int:action_plan_id>/importer                                   302 302 302 302  403 403 200  200 200  404 404 404
POST /actions/plans/<int:action_plan_id>/importer                                   303 303 303 303  403 403 422  422 422  404 404 404

# A sheet sent for a plan exists for those who write the plan
GET  /actions/imports/<int:action_import_id>                                        302 302 302 302  404 404 200  200 200  404 404 404
POST /actions/imports/<int:action_import_id>                                        303 303 303 303  404 404 409  409 409  404 404 404
POST /actions/imports/<int:action_import_id>/confirmer                              303 303 303 303  404 404 409  409 409  404 404 404
GET  /actions/imports/<int:action_import_id>/annuler                                302 302 302 302  404 404 200  200 200  404 404 404
POST /actions/imports/<int:action_import_id>/annuler                                303 303 303 303  404 404 303  303 303  404 404 404

# An action: its owner gives news, who writes its plan edits it; another institution's does not exist
GET  /actions/<int:action_id>                                                       302 302 302 302  200 200 200  200 200  404 404 404
GET  /actions/<int:action_id> [public]                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /actions/<int:action_id> [of another]                                          302 302 302 302  404 404 404  200 200  404 404 404
GET  /actions/<int:action_id>/historique                                            302 302 302 302  403 403 403  200 200  404 404 404
GET  /actions/<int:action_id>/modifier                                              302 302 302 302  403 403 200  200 200  404 404 404
POST /actions/<int:action_id>/modifier                                              303 303 303 303  403 403 422  422 422  404 404 404
GET  /actions/<int:action_id>/modifier [of another]                                 302 302 302 302  404 404 404  200 200  404 404 404
GET  /actions/<int:action_id>/nouvelles                                             302 302 302 302  200 200 200  200 200  404 404 404
POST /actions/<int:action_id>/nouvelles                                             303 303 303 303  422 422 422  422 422  404 404 404
GET  /actions/<int:action_id>/nouvelles [public]                                    302 302 302 302  403 403 403  200 200  403 403 403
POST /actions/<int:action_id>/nouvelles [of another]                                303 303 303 303  404 404 404  422 422  404 404 404
GET  /actions/<int:action_id>/partager                                              302 302 302 302  403 403 200  200 200  404 404 404
GET  /actions/nouvelle                                                              302 302 302 302  403 403 200  200 200  403 403 403
POST /actions/nouvelle                                                              303 303 303 303  403 403 422  422 422  403 403 403
GET  /actions/rappeler                                                              302 302 302 302  403 403 403  200 200  403 403 403
POST /actions/rappeler                                                              303 303 303 303  403 403 403  409 409  403 403 403
GET  /actions/preuves/<int:action_evidence_id>                                      302 302 302 302  200 200 200  200 200  404 404 404
GET  /actions/preuves/<int:action_evidence_id>/retirer                              302 302 302 302  200 200 403  200 200  404 404 404
POST /actions/preuves/<int:action_evidence_id>/retirer                              303 303 303 303  303 303 403  303 303  404 404 404

# The reminder's link: whoever holds it
GET  /r/<token> [report]                                                            200 200 200 200  200 200 200  200 200  200 200 200
POST /r/<token> [report]                                                            422 422 422 422  422 422 422  422 422  422 422 422
GET  /r/<token> [unknown]                                                           404 404 404 404  404 404 404  404 404  404 404 404
POST /r/<token> [unknown]                                                           404 404 404 404  404 404 404  404 404  404 404 404
"""
