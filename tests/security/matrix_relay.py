"""The lines of the permission matrix about open links and passing on; see test_permission_matrix.py."""

RELAY = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Whoever holds a link, or has its code
GET  /c/                                                                            200 200 200 200  200 200 200  200 200  200 200 200
GET  /c/<code> [own link]                                                           200 200 200 200  200 200 200  200 200  200 200 200
POST /c/<code> [own link]                                                           422 422 422 422  422 422 422  422 422  422 422 422
GET  /c/<code> [unknown]                                                            404 404 404 404  404 404 404  404 404  404 404 404
POST /c/<code> [unknown]                                                            404 404 404 404  404 404 404  404 404  404 404 404
GET  /transmettre/<token> [passer]                                                  200 200 200 200  200 200 200  200 200  200 200 200
POST /transmettre/<token> [passer]                                                  422 422 422 422  422 422 422  422 422  422 422 422
GET  /transmettre/<token> [unknown]                                                 404 404 404 404  404 404 404  404 404  404 404 404
POST /transmettre/<token> [unknown]                                                 404 404 404 404  404 404 404  404 404  404 404 404

# Members take their own institution's link; the others' are the secretariat's
GET  /campagnes/<int:campaign_id>/affiches                                          302 302 302 302  200 200 200  200 200  404 404 404
POST /campagnes/<int:campaign_id>/affiches                                          303 303 303 303  303 303 303  303 303  404 404 404
GET  /campagnes/<int:campaign_id>/affiches [campaign in the making]                 302 302 302 302  404 404 404  200 200  404 404 404
GET  /campagnes/liens/<int:campaign_link_id>/fermer                                 302 302 302 302  404 404 404  200 200  404 404 404
POST /campagnes/liens/<int:campaign_link_id>/fermer                                 303 303 303 303  404 404 404  303 303  404 404 404
GET  /campagnes/liens/<int:campaign_link_id>/fermer [own link]                      302 302 302 302  200 200 404  200 200  404 404 404
POST /campagnes/liens/<int:campaign_link_id>/fermer [own link]                      303 303 303 303  303 303 404  303 303  404 404 404
GET  /campagnes/liens/<int:campaign_link_id>/renouveler                             302 302 302 302  404 404 404  200 200  404 404 404
POST /campagnes/liens/<int:campaign_link_id>/renouveler                             303 303 303 303  404 404 404  303 303  404 404 404
GET  /campagnes/liens/<int:campaign_link_id>/renouveler [own link]                  302 302 302 302  200 200 404  200 200  404 404 404
POST /campagnes/liens/<int:campaign_link_id>/renouveler [own link]                  303 303 303 303  303 303 404  303 303  404 404 404

# The chain and what is held back: the secretariat
GET  /campagnes/<int:campaign_id>/chaine                                            302 302 302 302  403 403 403  200 200  404 404 404
GET  /campagnes/<int:campaign_id>/moderation                                        302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/moderation/<int:response_id>/accepter [junk]      303 303 303 303  403 403 403  409 409  404 404 404
GET  /campagnes/<int:campaign_id>/moderation/<int:response_id>/ecarter [junk]       302 302 302 302  403 403 403  200 200  404 404 404
POST /campagnes/<int:campaign_id>/moderation/<int:response_id>/ecarter [junk]       303 303 303 303  403 403 403  409 409  404 404 404
"""
