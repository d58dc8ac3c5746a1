"""The lines of the permission matrix about campaigns; see test_permission_matrix.py."""

CAMPAIGNS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The secretariat runs campaigns; members read the list and the board of those that were opened
GET  /campagnes/                                                                     302 302 302 302  200 200 200  200 200  403 403 403
GET  /campagnes/<int:campaign_id>/couverture                                         302 302 302 302  200 200 200  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/couverture [campaign in the making]                302 302 302 302  404 404 404  200 200  404 404 404
GET  /campagnes/nouvelle                                                             302 302 302 302  403 403 403  200 200  403 403 403
POST /campagnes/nouvelle                                                             303 303 303 303  403 403 403  422 422  403 403 403
GET  /campagnes/<int:campaign_id>                                                    302 302 302 302  403 403 403  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/modifier                                           302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/modifier                                           303 303 303 303  403 403 403  422 422  404 404 404
GET  /campagnes/<int:campaign_id>/ouvrir                                             302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/ouvrir                                             303 303 303 303  403 403 403  409 409  404 404 404
GET  /campagnes/<int:campaign_id>/terminer                                           302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/terminer                                           303 303 303 303  403 403 403  303 303  404 404 404
GET  /campagnes/<int:campaign_id>/rouvrir                                            302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/rouvrir                                            303 303 303 303  403 403 403  422 422  404 404 404
GET  /campagnes/<int:campaign_id>/historique                                         302 302 302 302  403 403 403  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/structures                                         302 302 302 302  403 403 403  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/structures.csv                                     302 302 302 302  403 403 403  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/structures.xlsx                                    302 302 302 302  403 403 403  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/structures/ajouter                                 302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/structures/ajouter                                 303 303 303 303  403 403 403  422 422  404 404 404
GET  /campagnes/<int:campaign_id>/structures/membres                                 302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/structures/membres                                 303 303 303 303  403 403 403  303 303  404 404 404
GET  /campagnes/<int:campaign_id>/structures/importer                                302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/structures/importer                                303 303 303 303  403 403 403  422 422  404 404 404
POST /campagnes/<int:campaign_id>/structures/importer/relire                         303 303 303 303  403 403 403  422 422  404 404 404
POST /campagnes/<int:campaign_id>/structures/importer/confirmer                      303 303 303 303  403 403 403  422 422  404 404 404
GET  /campagnes/<int:campaign_id>/inviter                                            302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/inviter                                            303 303 303 303  403 403 403  409 409  404 404 404
GET  /campagnes/<int:campaign_id>/relancer                                           302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/relancer                                           303 303 303 303  403 403 403  409 409  404 404 404
GET  /campagnes/<int:campaign_id>/couverture/objectifs                               302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/couverture/objectifs                               303 303 303 303  403 403 403  409 409  404 404 404
GET  /campagnes/<int:campaign_id>/appels                                             302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/appels                                             303 303 303 303  403 403 403  422 422  404 404 404
GET  /campagnes/<int:campaign_id> [campaign in the making]                           302 302 302 302  404 404 404  200 200  404 404 404
POST /campagnes/<int:campaign_id>/ouvrir [campaign in the making]                    303 303 303 303  404 404 404  303 303  404 404 404

# Who is asked, and their numbers: the secretariat alone
GET  /campagnes/<int:campaign_id>/appels/<int:call_round_id>                         302 302 302 302  404 404 404  200 200  404 404 404
GET  /campagnes/appels/<int:call_id>                                                 302 302 302 302  404 404 404  200 200  404 404 404
POST /campagnes/appels/<int:call_id>                                                 303 303 303 303  404 404 404  422 422  404 404 404
GET  /campagnes/structures/<int:participant_id>                                      302 302 302 302  404 404 404  200 200  404 404 404
GET  /campagnes/structures/<int:participant_id>/modifier                             302 302 302 302  404 404 404  200 200  404 404 404
POST /campagnes/structures/<int:participant_id>/modifier                             303 303 303 303  404 404 404  409 409  404 404 404
GET  /campagnes/structures/<int:participant_id>/remplir                              302 302 302 302  404 404 404  200 200  404 404 404
POST /campagnes/structures/<int:participant_id>/remplir                              303 303 303 303  404 404 404  422 422  404 404 404

# Whoever holds the structure's link; stopping needs no account either
GET  /c/p/<token> [structure]                                                        200 200 200 200  200 200 200  200 200  200 200 200
POST /c/p/<token> [structure]                                                        303 303 303 303  303 303 303  303 303  303 303 303
GET  /c/p/<token> [unknown]                                                          404 404 404 404  404 404 404  404 404  404 404 404
POST /c/p/<token> [unknown]                                                          404 404 404 404  404 404 404  404 404  404 404 404
GET  /ne-plus-contacter/<token> [structure that stops]                               200 200 200 200  200 200 200  200 200  200 200 200
POST /ne-plus-contacter/<token> [structure that stops]                               303 303 303 303  303 303 303  303 303  303 303 303
GET  /ne-plus-contacter/<token> [unknown]                                            404 404 404 404  404 404 404  404 404  404 404 404
POST /ne-plus-contacter/<token> [unknown]                                            404 404 404 404  404 404 404  404 404  404 404 404
"""
