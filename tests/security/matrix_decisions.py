"""Who gets what answer from the register of decisions: read by test_permission_matrix.py, with its columns."""

DECISIONS = """
# Decisions: what is public to all, the rest to the members of the body; the register is kept by the secretariat
GET  /decisions/                                                                    200 200 200 200  200 200 200  200 200  200 200 200
GET  /decisions.csv                                                                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /decisions.xlsx                                                                200 200 200 200  200 200 200  200 200  200 200 200
GET  /decisions/<path:number>                                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /decisions/<path:number> [unpublished]                                         404 404 404 404  200 200 200  200 200  404 404 404
GET  /sessions/<int:meeting_id>/decisions/nouvelle [decided]                        302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/decisions/nouvelle [decided]                        303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/decisions/nouvelle [draft]                          302 302 302 302  404 404 404  409 409  404 404 404
GET  /decisions/<int:decision_id>/executer                                          302 302 302 302  403 403 403  200 200  403 403 403
POST /decisions/<int:decision_id>/executer                                          303 303 303 303  403 403 403  422 422  403 403 403
POST /decisions/<int:decision_id>/executer [unpublished]                            303 303 303 303  403 403 403  422 422  404 404 404
GET  /decisions/<int:decision_id>/remplacer                                         302 302 302 302  403 403 403  200 200  403 403 403
POST /decisions/<int:decision_id>/remplacer                                         303 303 303 303  403 403 403  422 422  403 403 403
GET  /decisions/<int:decision_id>/remettre-en-vigueur                               302 302 302 302  403 403 403  409 409  403 403 403
POST /decisions/<int:decision_id>/remettre-en-vigueur                               303 303 303 303  403 403 403  409 409  403 403 403
GET  /decisions/<int:decision_id>/publier                                           302 302 302 302  403 403 403  409 409  403 403 403
GET  /decisions/<int:decision_id>/publier [unpublished]                             302 302 302 302  403 403 403  200 200  404 404 404
POST /decisions/<int:decision_id>/publier [unpublished]                             303 303 303 303  403 403 403  303 303  404 404 404
GET  /decisions/<int:decision_id>/modifier [unpublished]                            302 302 302 302  403 403 403  200 200  404 404 404
POST /decisions/<int:decision_id>/modifier [unpublished]                            303 303 303 303  403 403 403  422 422  404 404 404
GET  /decisions/<int:decision_id>/completer                                         302 302 302 302  403 403 403  409 409  403 403 403
POST /decisions/<int:decision_id>/completer                                         303 303 303 303  403 403 403  422 422  403 403 403
"""
