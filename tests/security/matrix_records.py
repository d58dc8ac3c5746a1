"""The lines of the permission matrix about records, sheets of members and merges; see test_permission_matrix.py."""

RECORDS = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The record of a session: written by whoever keeps the pen, read by its bodies once circulated, by all once published
GET  /sessions/<int:meeting_id>/compte-rendu                                        302 302 302 302  404 404 200  200 200  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu [draft]                                404 404 404 404  404 404 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu [unwritten]                            302 302 302 302  404 404 200  200 200  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu [record]                               302 302 302 302  404 404 200  200 200  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu [circulated]                           302 302 302 302  200 200 200  200 200  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu [approved]                             302 302 302 302  200 200 200  200 200  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu [published]                            200 200 200 200  200 200 200  200 200  200 200 200
POST /sessions/<int:meeting_id>/compte-rendu/commencer                              303 303 303 303  403 403 409  409 409  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/commencer [unwritten]                  303 303 303 303  403 403 303  303 303  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/blocs [record]                         303 303 303 303  403 403 303  303 303  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/blocs [approved]                       303 303 303 303  403 403 409  409 409  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/en-tete [record]                       302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/en-tete [record]                       303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/constats [record]                      302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/constats [record]                      303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/historique [record]                    302 302 302 302  403 403 403  200 200  403 403 200
GET  /sessions/blocs/<int:minutes_block_id> [record]                                302 302 302 302  404 404 200  200 200  404 404 404
POST /sessions/blocs/<int:minutes_block_id> [record]                                303 303 303 303  404 404 422  422 422  404 404 404
GET  /sessions/blocs/<int:minutes_block_id> [circulated]                            302 302 302 302  403 403 200  200 200  404 404 404
POST /sessions/blocs/<int:minutes_block_id> [circulated]                            303 303 303 303  403 403 422  422 422  404 404 404
GET  /sessions/blocs/<int:minutes_block_id> [confidential]                          302 302 302 302  403 403 200  200 200  404 404 404
POST /sessions/blocs/<int:minutes_block_id>/retablir [record]                       303 303 303 303  404 404 303  303 303  404 404 404
GET  /sessions/blocs/<int:minutes_block_id>/versions [record]                       302 302 302 302  404 404 200  200 200  404 404 404
GET  /sessions/blocs/<int:minutes_block_id>/versions [circulated]                   302 302 302 302  403 403 200  200 200  404 404 404
POST /sessions/blocs/<int:minutes_block_id>/versions/reprendre [record]             303 303 303 303  404 404 404  404 404  404 404 404
POST /sessions/blocs/<int:minutes_block_id>/versions/reprendre [circulated]         303 303 303 303  403 403 404  404 404  404 404 404
GET  /sessions/constats/<int:finding_id> [record]                                   302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/constats/<int:finding_id> [record]                                   303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/pistes/<int:proposal_id> [record]                                    302 302 302 302  403 403 200  200 200  403 403 403
POST /sessions/pistes/<int:proposal_id> [record]                                    303 303 303 303  403 403 422  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/diffuser [record]                      302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/diffuser [record]                      303 303 303 303  403 403 403  422 422  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/relu [circulated]                      303 303 303 303  303 303 303  409 409  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/relu [record]                          303 303 303 303  403 403 409  409 409  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/corrections [circulated]               302 302 302 302  200 200 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/corrections [record]                   302 302 302 302  403 403 200  200 200  403 403 403
GET  /sessions/blocs/<int:minutes_block_id>/corriger/<lang> [circulated]            302 302 302 302  200 200 200  200 200  404 404 404
POST /sessions/blocs/<int:minutes_block_id>/corriger/<lang> [circulated]            303 303 303 303  422 422 422  422 422  404 404 404
GET  /sessions/blocs/<int:minutes_block_id>/corriger/<lang> [approved]              302 302 302 302  409 409 409  409 409  404 404 404
GET  /sessions/corrections/<int:correction_id> [circulated]                         302 302 302 302  200 200 200  200 200  404 404 404
POST /sessions/corrections/<int:correction_id> [circulated]                         303 303 303 303  403 403 403  422 422  404 404 404
GET  /sessions/corrections/<int:correction_id> [corrected by another]               302 302 302 302  404 404 200  200 200  404 404 404
POST /sessions/corrections/<int:correction_id>/retirer [circulated]                 303 303 303 303  303 303 403  403 403  404 404 404
GET  /sessions/<int:meeting_id>/compte-rendu/approuver [circulated]                 302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/approuver [circulated]                 303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/consultation/ouvrir [circulated]       302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/consultation/ouvrir [circulated]       303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/consultation [consulted]               302 302 302 302  200 200 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/consultation [circulated]              302 302 302 302  404 404 404  404 404  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/consultation/voix [consulted]          303 303 303 303  422 422 422  403 403  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/consultation/relancer [consulted]      302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/consultation/relancer [consulted]      303 303 303 303  403 403 403  303 303  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/consultation/clore [consulted]         302 302 302 302  403 403 403  409 409  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/consultation/clore [consulted]         303 303 303 303  403 403 403  409 409  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/publier [approved]                     302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/publier [approved]                     303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/publier [record]                       302 302 302 302  403 403 403  409 409  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/rectifier [published]                  302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/compte-rendu/rectifier [published]                  303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/compte-rendu/rectifier [approved]                   302 302 302 302  403 403 403  409 409  403 403 403

# Sheets of members: the secretariat; what they wrote is taken back by the coordination
GET  /membres/importer                                                               302 302 302 302  403 403 403  200 200  403 403 403
POST /membres/importer                                                               303 303 303 303  403 403 403  422 422  403 403 403
GET  /membres/importer/modele.xlsx                                                   302 302 302 302  403 403 403  200 200  403 403 403
GET  /membres/importer/<int:institution_import_id>                                   302 302 302 302  404 404 404  200 200  404 404 404
GET  /membres/importer/<int:institution_import_id> [imported]                        302 302 302 302  404 404 404  200 200  404 404 404
GET  /membres/importer/<int:institution_import_id> [unknown]                         302 302 302 302  404 404 404  404 404  404 404 404
POST /membres/importer/<int:institution_import_id>/colonnes                          303 303 303 303  404 404 404  422 422  404 404 404
POST /membres/importer/<int:institution_import_id>/choix                             303 303 303 303  404 404 404  303 303  404 404 404
GET  /membres/importer/<int:institution_import_id>/erreurs.xlsx                      302 302 302 302  404 404 404  200 200  404 404 404
GET  /membres/importer/<int:institution_import_id>/confirmer                         302 302 302 302  404 404 404  200 200  404 404 404
GET  /membres/importer/<int:institution_import_id>/confirmer [imported]              302 302 302 302  404 404 404  409 409  404 404 404
POST /membres/importer/<int:institution_import_id>/confirmer                         303 303 303 303  404 404 404  409 409  404 404 404
GET  /membres/importer/<int:institution_import_id>/oublier                           302 302 302 302  404 404 404  200 200  404 404 404
POST /membres/importer/<int:institution_import_id>/oublier                           303 303 303 303  404 404 404  303 303  404 404 404
GET  /membres/importer/<int:institution_import_id>/annuler                           302 302 302 302  404 404 404  409 403  404 404 404
GET  /membres/importer/<int:institution_import_id>/annuler [imported]                302 302 302 302  404 404 404  200 403  404 404 404
POST /membres/importer/<int:institution_import_id>/annuler [imported]                303 303 303 303  404 404 404  303 403  404 404 404

# Records that are one institution written twice: seen by the secretariat, merged by the coordination
GET  /membres/doublons                                                               302 302 302 302  403 403 403  200 200  403 403 403
GET  /membres/doublons/comparer                                                      302 302 302 302  403 403 403  422 422  403 403 403
GET  /membres/doublons/differentes                                                   302 302 302 302  403 403 403  200 200  403 403 403
POST /membres/doublons/differentes                                                   303 303 303 303  403 403 403  404 404  403 403 403
POST /membres/doublons/differentes/<int:institution_distinct_id>/oublier             303 303 303 303  404 404 404  303 303  404 404 404
GET  /membres/fusions                                                                302 302 302 302  403 403 403  200 200  403 403 403
GET  /membres/<int:institution_id>/fusionner/<int:other_id>                          302 302 302 302  403 403 403  200 403  403 403 403
GET  /membres/<int:institution_id>/fusionner/<int:other_id> [unknown]                302 302 302 302  404 404 404  404 404  404 404 404
GET  /membres/<int:institution_id>/fusionner/<int:other_id>/confirmer                302 302 302 302  403 403 403  200 403  403 403 403
POST /membres/<int:institution_id>/fusionner/<int:other_id>/confirmer                303 303 303 303  403 403 403  422 403  403 403 403
GET  /membres/fusions/<int:institution_merge_id>/annuler                             302 302 302 302  404 404 404  200 403  404 404 404
POST /membres/fusions/<int:institution_merge_id>/annuler                             303 303 303 303  404 404 404  303 403  404 404 404
GET  /membres/<int:institution_id> [merged]                                          301 301 301 301  301 301 301  301 301  301 301 301
GET  /institutions/<int:institution_id>/modifier [merged]                            302 302 302 302  403 403 403  403 403  403 403 403

# Records that are one person written twice: seen by the secretariat, merged by the coordination alone
GET  /personnes/doublons                                                             302 302 302 302  403 403 403  200 200  403 403 403
GET  /personnes/doublons/differentes                                                 302 302 302 302  403 403 403  200 200  403 403 403
POST /personnes/doublons/differentes                                                 303 303 303 303  403 403 403  404 404  403 403 403
POST /personnes/doublons/differentes/<int:person_distinct_id>/oublier                303 303 303 303  404 404 404  303 303  404 404 404
GET  /personnes/fusions                                                              302 302 302 302  403 403 403  200 200  403 403 403
GET  /personnes/<int:person_id>/fusionner                                            302 302 302 302  404 404 404  200 403  404 404 403
GET  /personnes/<int:person_id>/fusionner/<int:other_id> [a pair of persons]         302 302 302 302  404 404 404  200 403  404 404 403
GET  /personnes/<int:person_id>/fusionner/<int:other_id>/confirmer [a pair of persons]  302 302 302 302  404 404 404  200 403  404 404 403
POST /personnes/<int:person_id>/fusionner/<int:other_id>/confirmer [a pair of persons]  303 303 303 303  404 404 404  422 403  404 404 403
GET  /personnes/fusions/<int:person_merge_id>/annuler                                302 302 302 302  404 404 404  200 403  404 404 404
POST /personnes/fusions/<int:person_merge_id>/annuler                                303 303 303 303  404 404 404  303 403  404 404 404
GET  /personnes/<int:person_id> [a merged person]                                    302 302 302 302  404 404 404  200 200  404 404 200
GET  /personnes/<int:person_id>/modifier [a merged person]                           302 302 302 302  404 404 404  403 403  404 404 403
"""
