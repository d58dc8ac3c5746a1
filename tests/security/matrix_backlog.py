"""The lines of the permission matrix about proposed items and the agenda made with members; see
test_permission_matrix.py."""

BACKLOG = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Proposing an item: who sits in the session's body, and the secretariat; a draft is hidden from those who would
GET  /sessions/<int:meeting_id>/points/proposer                                     302 302 302 302  200 200 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/points/proposer                                     303 303 303 303  422 422 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/points/proposer [draft]                             302 302 302 302  404 404 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>/points/proposer [record]                            302 302 302 302  409 409 409  409 409  403 403 403
GET  /instances/<int:body_id>/points/proposer                                       302 302 302 302  200 200 200  200 200  403 403 403
POST /instances/<int:body_id>/points/proposer                                       303 303 303 303  422 422 422  422 422  403 403 403
GET  /instances/<int:body_id>/points/proposer [secretariat]                         302 302 302 302  403 403 403  200 200  403 403 403

# What one's institution proposed: both its seats; another one's does not exist
GET  /points-proposes/                                                              302 302 302 302  200 200 200  200 200  200 200 200
GET  /points-proposes/<int:proposed_item_id>                                        302 302 302 302  200 200 404  200 200  404 404 404
GET  /points-proposes/<int:proposed_item_id> [of another]                           302 302 302 302  404 404 404  200 200  404 404 404
GET  /points-proposes/<int:proposed_item_id>/documents/<int:proposed_document_id>   302 302 302 302  200 200 404  200 200  404 404 404
GET  /points-proposes/<int:proposed_item_id>/documents/<int:proposed_document_id> [of another] 302 302 302 302  404 404 404  200 200  404 404 404
GET  /points-proposes/<int:proposed_item_id>/modifier                               302 302 302 302  200 200 404  403 403  404 404 404
POST /points-proposes/<int:proposed_item_id>/modifier                               303 303 303 303  422 422 404  403 403  404 404 404
GET  /points-proposes/<int:proposed_item_id>/modifier [of another]                  302 302 302 302  404 404 404  403 403  404 404 404
GET  /points-proposes/<int:proposed_item_id>/retirer                                302 302 302 302  200 200 404  403 403  404 404 404
POST /points-proposes/<int:proposed_item_id>/retirer                                303 303 303 303  303 303 404  403 403  404 404 404

# The secretariat answers, carries over, moves, puts in the usual items
GET  /sessions/<int:meeting_id>/points-proposes                                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/<int:meeting_id>/points-proposes [draft]                             302 302 302 302  404 404 404  200 200  404 404 404
GET  /instances/<int:body_id>/points-en-attente                                     302 302 302 302  403 403 403  200 200  403 403 403
GET  /points-proposes/<int:proposed_item_id>/examiner                               302 302 302 302  403 403 404  200 200  404 404 404
POST /points-proposes/<int:proposed_item_id>/examiner                               303 303 303 303  403 403 404  422 422  404 404 404
GET  /sessions/<int:meeting_id>/reporter-des-points                                 302 302 302 302  403 403 403  409 409  403 403 403
GET  /sessions/<int:meeting_id>/reporter-des-points [record]                        302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/reporter-des-points [record]                        303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/points/<int:agenda_item_id>/transferer                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/points/<int:agenda_item_id>/transferer [draft]                       302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/points/<int:agenda_item_id>/transferer                               303 303 303 303  403 403 403  422 422  403 403 403
POST /sessions/<int:meeting_id>/points-habituels                                    303 303 303 303  403 403 403  303 303  403 403 403
POST /sessions/<int:meeting_id>/points-habituels [draft]                            303 303 303 303  404 404 404  303 303  404 404 404
POST /sessions/<int:meeting_id>/points-habituels [record]                           303 303 303 303  403 403 403  409 409  403 403 403
POST /sessions/<int:meeting_id>/rappels-automatiques                                303 303 303 303  403 403 403  303 303  403 403 403
POST /sessions/<int:meeting_id>/rappels-automatiques [record]                       303 303 303 303  403 403 403  409 409  403 403 403

# All the documents in one file: everybody for what is public, within it for what they may read
GET  /sessions/<int:meeting_id>/dossier                                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions/<int:meeting_id>/dossier [draft]                                     404 404 404 404  404 404 404  200 200  404 404 404
"""
