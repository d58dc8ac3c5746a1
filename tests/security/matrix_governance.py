"""Who gets what answer from texts of bodies, hand-over packs and choices of mails: read by test_permission_matrix.py,
with its columns."""

GOVERNANCE = """
# Texts of bodies: public ones to all, the others to their members; written and signed by the secretariat
GET  /textes/<int:governing_paper_id>                                               200 200 200 200  200 200 200  200 200  200 200 200
GET  /textes/<int:governing_paper_id> [private paper]                               302 302 302 302  200 200 200  200 200  404 404 404
GET  /textes/versions/<int:paper_version_id>/fichier                                200 200 200 200  200 200 200  200 200  200 200 200
GET  /textes/versions/<int:paper_version_id>/fichier [private paper]                302 302 302 302  200 200 200  200 200  404 404 404
GET  /textes/signatures/<int:paper_signature_id>/copie                              302 302 302 302  200 200 404  200 200  404 404 404
GET  /instances/<int:body_id>/textes/nouveau                                        302 302 302 302  403 403 403  200 200  403 403 403
POST /instances/<int:body_id>/textes/nouveau                                        303 303 303 303  403 403 403  422 422  403 403 403
GET  /textes/<int:governing_paper_id>/modifier                                      302 302 302 302  403 403 403  200 200  403 403 403
POST /textes/<int:governing_paper_id>/modifier                                      303 303 303 303  403 403 403  422 422  403 403 403
GET  /textes/<int:governing_paper_id>/modifier [private paper]                      302 302 302 302  403 403 403  200 200  404 404 404
GET  /textes/<int:governing_paper_id>/ouverture                                     302 302 302 302  403 403 403  200 200  403 403 403
POST /textes/<int:governing_paper_id>/ouverture                                     303 303 303 303  403 403 403  303 303  403 403 403
POST /textes/<int:governing_paper_id>/ouverture [private paper]                     303 303 303 303  403 403 403  409 409  404 404 404
GET  /textes/<int:governing_paper_id>/versions/nouvelle                             302 302 302 302  403 403 403  200 200  403 403 403
POST /textes/<int:governing_paper_id>/versions/nouvelle                             303 303 303 303  403 403 403  422 422  403 403 403
GET  /textes/versions/<int:paper_version_id>/modifier                               302 302 302 302  403 403 403  409 409  403 403 403
GET  /textes/versions/<int:paper_version_id>/modifier [private paper]               302 302 302 302  403 403 403  200 200  404 404 404
POST /textes/versions/<int:paper_version_id>/modifier [private paper]               303 303 303 303  403 403 403  422 422  404 404 404
GET  /textes/versions/<int:paper_version_id>/signatures/noter                       302 302 302 302  403 403 403  200 200  403 403 403
POST /textes/versions/<int:paper_version_id>/signatures/noter                       303 303 303 303  403 403 403  422 422  403 403 403
GET  /textes/signatures/<int:paper_signature_id>/retirer                            302 302 302 302  403 403 404  200 200  404 404 404
POST /textes/signatures/<int:paper_signature_id>/retirer                            303 303 303 303  403 403 404  303 303  404 404 404

# Hand-over packs: the secretariat prepares them
GET  /sieges/<int:seat_id>/passation                                                302 302 302 302  404 404 404  200 200  404 404 403
GET  /instances/<int:body_id>/passation                                             302 302 302 302  403 403 403  200 200  403 403 403

# What one receives: one's own account, or the link of a mail
GET  /mon-compte/notifications                                                      302 302 302 302  200 200 200  200 200  200 200 200
POST /mon-compte/notifications                                                      303 303 303 303  422 422 422  422 422  422 422 422
GET  /nouvelles/<name>/arreter/<token> [stop]                                       200 200 200 200  200 200 200  200 200  200 200 200
POST /nouvelles/<name>/arreter/<token> [stop]                                       303 303 303 303  303 303 303  303 303  303 303 303
POST /nouvelles/<name>/reprendre/<token> [stop]                                     303 303 303 303  303 303 303  303 303  303 303 303
GET  /nouvelles/<name>/arreter/<token> [unknown]                                    404 404 404 404  404 404 404  404 404  404 404 404
POST /nouvelles/<name>/arreter/<token> [unknown]                                    404 404 404 404  404 404 404  404 404  404 404 404
"""
