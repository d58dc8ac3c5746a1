"""Who gets what answer from the public catalogue: read by test_permission_matrix.py, with its columns."""

CATALOGUE = """
# The catalogue: what is listed to all; an entry that nobody checked yet exists for the secretariat alone
GET  /catalogue/                                                                    200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/carte.json                                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/encart                                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/integrer                                                            200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/limites.geojson                                                     404 404 404 404  404 404 404  404 404  404 404 404
GET  /catalogue/<int:structure_id> [entry]                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/<int:structure_id> [unchecked entry]                                404 404 404 404  404 404 404  200 200  404 404 404
GET  /catalogue/<int:structure_id>.jsonld [entry]                                   200 200 200 200  200 200 200  200 200  200 200 200
GET  /catalogue/<int:structure_id>.jsonld [unchecked entry]                         404 404 404 404  404 404 404  404 404  404 404 404
"""
