"""The lines of the permission matrix about entries written twice; see test_permission_matrix.py."""

TWINS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Is it there already? Everybody may ask, and is told of what they may read
GET  /catalogue/existe                                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/existe/questions/<int:questionnaire_id> [entry twins]               200 200 200 200  200 200 200  200 200  200 200 200

# Entries written twice: the secretariat
GET  /catalogue/gestion/doublons                                                    302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/doublons/differentes                                        302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/doublons/differentes                                        303 303 303 303  403 403 403  404 404  403 403 403
POST /catalogue/gestion/doublons/differentes/<int:structure_distinct_id>/oublier [entry twins] 303 303 303 303  404 404 404  303 303  404 404 404
GET  /catalogue/gestion/<int:structure_id>/ressemblances [entry twins]              302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/<int:structure_id>/fusionner/<int:other_id> [entry twins]   302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/<int:structure_id>/fusionner/<int:other_id>/confirmer [entry twins] 302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/<int:structure_id>/fusionner/<int:other_id>/confirmer [entry twins] 303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/fusions                                                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/fusions/<int:structure_merge_id>/annuler [entry twins]      302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/fusions/<int:structure_merge_id>/annuler [entry twins]      303 303 303 303  404 404 404  303 303  404 404 404
"""
