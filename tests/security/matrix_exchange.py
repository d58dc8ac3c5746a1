"""Who takes files of the catalogue away, who brings lists in: see test_permission_matrix."""

EXCHANGE = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Files of the catalogue: everybody, each with what they read; the worker's are asked for with the button of their page
GET  /catalogue.csv                                                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue.json                                                                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue.geojson                                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue.pdf                                                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue.xlsx                                                                 200 200 200 200  200 200 200  200 200  200 200 200
POST /catalogue.pdf                                                                  422 422 422 422  422 422 422  422 422  422 422 422
POST /catalogue.xlsx                                                                 303 303 303 303  303 303 303  303 303  303 303 303

# Lists that come in: the secretariat; taken back by the coordination
GET  /catalogue/gestion/importer                                                     302 302 302 302  403 403 403  200 200  403 403 403
POST /catalogue/gestion/importer                                                     303 303 303 303  403 403 403  422 422  403 403 403
GET  /catalogue/gestion/importer/modele.xlsx                                         302 302 302 302  403 403 403  200 200  403 403 403
GET  /catalogue/gestion/importer/<int:structure_import_id>                           302 302 302 302  404 404 404  200 200  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id> [written]                 302 302 302 302  404 404 404  200 200  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id> [unknown]                 302 302 302 302  404 404 404  404 404  404 404 404
POST /catalogue/gestion/importer/<int:structure_import_id>/colonnes                  303 303 303 303  404 404 404  409 409  404 404 404
POST /catalogue/gestion/importer/<int:structure_import_id>/choix                     303 303 303 303  404 404 404  303 303  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id>/erreurs.xlsx              302 302 302 302  404 404 404  200 200  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id>/confirmer                 302 302 302 302  404 404 404  200 200  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id>/confirmer [written]       302 302 302 302  404 404 404  409 409  404 404 404
POST /catalogue/gestion/importer/<int:structure_import_id>/confirmer                 303 303 303 303  404 404 404  422 422  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id>/oublier                   302 302 302 302  404 404 404  200 200  404 404 404
POST /catalogue/gestion/importer/<int:structure_import_id>/oublier                   303 303 303 303  404 404 404  303 303  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id>/annuler                   302 302 302 302  404 404 404  409 403  404 404 404
GET  /catalogue/gestion/importer/<int:structure_import_id>/annuler [written]         302 302 302 302  404 404 404  200 403  404 404 404
POST /catalogue/gestion/importer/<int:structure_import_id>/annuler                   303 303 303 303  404 404 404  409 403  404 404 404
POST /catalogue/gestion/importer/<int:structure_import_id>/annuler [written]         303 303 303 303  404 404 404  303 403  404 404 404
"""
