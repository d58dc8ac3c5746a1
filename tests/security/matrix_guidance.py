"""The lines of the permission matrix about the right door, contact and mutual aid; see test_permission_matrix.py."""

GUIDANCE = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The right door, and asking for contact: everybody
GET  /aiguillage/                                                                   200 200 200 200  200 200 200  200 200  200 200 200
POST /aiguillage/                                                                   303 303 303 303  303 303 303  303 303  303 303 303
GET  /catalogue/<int:structure_id>/contact [open entry]                             200 200 200 200  200 200 200  200 200  200 200 200
POST /catalogue/<int:structure_id>/contact [open entry]                             422 422 422 422  422 422 422  422 422  422 422 422
GET  /aiguillage/ecouter/<int:stored_file_id> [screen]                              200 200 200 200  200 200 200  200 200  200 200 200

# Whoever holds the link of one side
GET  /contact/<token> [asker]                                                       200 200 200 200  200 200 200  200 200  200 200 200
POST /contact/<token> [asker]                                                       422 422 422 422  422 422 422  422 422  422 422 422
GET  /contact/<token> [unknown]                                                     404 404 404 404  404 404 404  404 404  404 404 404
GET  /contact/<token>/terminer [asker]                                              200 200 200 200  200 200 200  200 200  200 200 200
POST /contact/<token>/terminer [asker]                                              422 422 422 422  422 422 422  422 422  422 422 422
GET  /entraide/p/<token> [aid link]                                                 200 200 200 200  200 200 200  200 200  200 200 200
POST /entraide/p/<token> [aid link]                                                 422 422 422 422  422 422 422  422 422  422 422 422

# The secretariat follows; whoever keeps the entry answers
GET  /aiguillage/besoins                                                            302 302 302 302  403 403 403  200 200  403 403 403
GET  /aiguillage/besoins.csv                                                        302 302 302 302  403 403 403  200 200  403 403 403
GET  /aiguillage/besoins.xlsx                                                       302 302 302 302  403 403 403  200 200  403 403 403
GET  /aiguillage/voix                                                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /aiguillage/voix/<name> [screen]                                               302 302 302 302  403 403 403  200 200  403 403 403
POST /aiguillage/voix/<name> [screen]                                               303 303 303 303  403 403 403  404 404  403 403 403
GET  /aiguillage/demandes                                                           302 302 302 302  403 403 403  200 200  403 403 403
GET  /aiguillage/demandes/<int:contact_request_id>                                  302 302 302 302  200 200 404  200 200  404 404 404
POST /aiguillage/demandes/<int:contact_request_id>                                  303 303 303 303  422 422 404  422 422  404 404 404

# Mutual aid: members; each for its own side
GET  /entraide/                                                                     302 302 302 302  200 200 200  200 200  403 403 403
GET  /entraide/propositions/<int:aid_match_id>                                      302 302 302 302  200 200 404  200 200  404 404 404
POST /entraide/propositions/<int:aid_match_id>                                      303 303 303 303  422 422 404  409 409  404 404 404
"""
