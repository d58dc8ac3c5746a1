"""The lines of the permission matrix about sessions, members, accounts and the public site; see test_permission_matrix.py."""

FOUNDATION = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# The public site, and what machines read
GET  /                                                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /accessibilite                                                                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /donnees-personnelles                                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /healthz                                                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /readyz                                                                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions/                                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions.ics                                                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions/propositions                                                         200 200 200 200  200 200 200  200 200  200 200 200
GET  /instances/                                                                    200 200 200 200  200 200 200  200 200  200 200 200
GET  /instances/<int:body_id>                                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /membres/                                                                      200 200 200 200  200 200 200  200 200  200 200 200
GET  /membres/<int:institution_id>                                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /static/<path:filename>                                                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /langue/<lang>                                                                 302 302 302 302  302 302 302  302 302  302 302 302

# A session, once convened, is everybody's; a draft exists for the secretariat alone
GET  /sessions/<int:meeting_id>                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions/<int:meeting_id> [draft]                                             404 404 404 404  404 404 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>.ics                                                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions/<int:meeting_id>.ics [draft]                                         404 404 404 404  404 404 404  404 404  404 404 404
GET  /s/<int:meeting_id>                                                            302 302 302 302  302 302 302  302 302  302 302 302
GET  /s/<int:meeting_id> [draft]                                                    404 404 404 404  404 404 404  302 302  404 404 404
GET  /sessions/<int:meeting_id>/documents/<int:meeting_document_id>                 404 404 404 404  200 200 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>/documents/<int:meeting_document_id> [public]        200 200 200 200  200 200 200  200 200  200 200 200
GET  /sessions/<int:meeting_id>/documents/<int:meeting_document_id> [draft]         404 404 404 404  404 404 404  200 200  404 404 404

# Mailed links: whoever holds one; wrong ones do not exist
GET  /i/<token> [link]                                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /i/<token> [unknown]                                                           404 404 404 404  404 404 404  404 404  404 404 404
POST /i/<token> [link]                                                              422 422 422 422  422 422 422  422 422  422 422 422
POST /i/<token> [unknown]                                                           404 404 404 404  404 404 404  404 404  404 404 404
GET  /i/<token>/documents/<int:meeting_document_id> [link]                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /i/<token>/documents/<int:meeting_document_id> [unknown]                       404 404 404 404  404 404 404  404 404  404 404 404
GET  /calendrier/<token>.ics [calendar]                                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /calendrier/<token>.ics [unknown]                                              404 404 404 404  404 404 404  404 404  404 404 404
GET  /rejoindre/<token> [join]                                                      200 200 200 200  200 200 200  200 200  200 200 200
POST /rejoindre/<token> [join]                                                      422 422 422 422  422 422 422  422 422  422 422 422
GET  /rejoindre/<token> [unknown]                                                   404 404 404 404  404 404 404  404 404  404 404 404
POST /rejoindre/<token> [unknown]                                                   404 404 404 404  404 404 404  404 404  404 404 404

# Signing in and out
GET  /connexion                                                                     200 200 200 200  200 200 200  200 200  200 200 200
POST /connexion                                                                     422 422 422 422  422 422 422  422 422  422 422 422
GET  /connexion/code                                                                303 303 303 303  303 303 303  303 303  303 303 303
POST /connexion/code                                                                303 303 303 303  303 303 303  303 303  303 303 303
GET  /connexion/mot-de-passe                                                        303 303 303 303  303 303 303  303 303  303 303 303
POST /connexion/mot-de-passe                                                        303 303 303 303  303 303 303  303 303  303 303 303
GET  /deconnexion                                                                   303 303 303 303  200 200 200  200 200  200 200 200
POST /deconnexion                                                                   303 303 303 303  303 303 303  303 303  303 303 303
GET  /qui-agit                                                                      303 303 303 303  200 200 200  200 200  200 200 200
POST /qui-agit                                                                      303 303 303 303  422 422 422  422 422  422 422 422
POST /qui-agit/nom                                                                  303 303 303 303  422 422 422  422 422  422 422 422
GET  /reprendre/<token> [kept]                                                      302 302 302 302  200 200 200  200 200  200 200 200
GET  /reprendre/<token> [unknown]                                                   302 302 302 302  404 404 404  404 404  404 404 404

# One's own life on the platform: every person who is signed in, about themselves
GET  /a-faire                                                                       302 302 302 302  200 200 200  200 200  200 200 200
GET  /mon-compte                                                                    302 302 302 302  200 200 200  200 200  200 200 200
GET  /brouillons/                                                                   302 302 302 302  200 200 200  200 200  200 200 200
GET  /brouillons/<token> [begun]                                                    302 302 302 302  303 404 404  404 404  404 404 404
POST /brouillons/<token> [begun]                                                    303 303 303 303  303 404 404  404 404  404 404 404
POST /brouillons/<token>/effacer [begun]                                            303 303 303 303  303 404 404  404 404  404 404 404
GET  /brouillons/<token> [unknown]                                                  302 302 302 302  404 404 404  404 404  404 404 404
POST /brouillons/<token> [unknown]                                                  303 303 303 303  404 404 404  404 404  404 404 404
POST /brouillons/<token>/effacer [unknown]                                          303 303 303 303  404 404 404  404 404  404 404 404
GET  /mes-donnees                                                                   302 302 302 302  200 200 200  200 200  200 200 200
GET  /mes-donnees/export.json                                                       302 302 302 302  200 200 200  200 200  200 200 200
GET  /mon-compte/calendriers                                                        302 302 302 302  200 200 200  200 200  200 200 200
GET  /mes-donnees/demande                                                           302 302 302 302  200 200 200  200 200  200 200 200
POST /mes-donnees/demande                                                           303 303 303 303  422 422 422  422 422  422 422 422
GET  /mes-donnees/demandes/<int:request_id>                                         302 302 302 302  200 404 404  404 404  404 404 404
GET  /mon-compte/coordonnees                                                        302 302 302 302  200 200 200  200 200  200 200 200
POST /mon-compte/coordonnees                                                        303 303 303 303  422 422 422  422 422  422 422 422
GET  /mon-compte/mot-de-passe                                                       302 302 302 302  200 200 200  200 200  200 200 200
POST /mon-compte/mot-de-passe                                                       303 303 303 303  422 422 422  422 422  422 422 422
POST /mon-compte/appareils/<int:device_id>/deconnecter                              303 303 303 303  303 404 404  404 404  404 404 404
POST /mon-compte/appareils/deconnecter                                              303 303 303 303  303 303 303  303 303  303 303 303
POST /mon-compte/calendriers/<int:seat_id>/renouveler                               303 303 303 303  303 404 404  404 404  404 404 404
GET  /mon-compte/calendriers/<int:seat_id>/retirer                                  302 302 302 302  200 404 404  404 404  404 404 404
POST /mon-compte/calendriers/<int:seat_id>/retirer                                  303 303 303 303  303 404 404  404 404  404 404 404
GET  /mon-compte/second-facteur                                                     303 303 303 303  200 200 200  200 200  200 200 200
POST /mon-compte/second-facteur                                                     303 303 303 303  422 422 422  422 422  422 422 422
GET  /mon-compte/second-facteur/code.svg                                            404 404 404 404  404 404 404  404 404  404 404 404
GET  /mon-compte/second-facteur/codes                                               302 302 302 302  303 303 303  303 303  303 303 303
POST /mon-compte/second-facteur/codes                                               303 303 303 303  303 303 303  303 303  303 303 303
GET  /mon-compte/second-facteur/retirer                                             302 302 302 302  303 303 303  303 303  303 303 303
POST /mon-compte/second-facteur/retirer                                             303 303 303 303  303 303 303  303 303  303 303 303

# Answering: either seat of the institution that is convened, nobody in its name but the secretariat (below)
GET  /invitations/<int:invitation_id>                                               302 302 302 302  200 200 403  403 403  404 404 404
POST /invitations/<int:invitation_id>                                               303 303 303 303  422 422 403  403 403  404 404 404
GET  /invitations/<int:invitation_id> [of another]                                  302 302 302 302  404 404 403  403 403  404 404 404
POST /invitations/<int:invitation_id> [of another]                                  303 303 303 303  404 404 403  403 403  404 404 404
GET  /invitations/<int:invitation_id> [draft]                                       302 302 302 302  404 404 404  403 403  404 404 404
POST /invitations/<int:invitation_id> [draft]                                       303 303 303 303  404 404 404  403 403  404 404 404

# Preparing and following a session: the secretariat; who chairs the committee reads the answers
GET  /sessions/nouvelle                                                             302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/nouvelle                                                             303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/reponses                                            302 302 302 302  403 403 200  200 200  403 403 403
GET  /sessions/<int:meeting_id>/reponses [draft]                                    302 302 302 302  404 404 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>/historique                                          302 302 302 302  403 403 403  200 200  403 403 200
GET  /sessions/<int:meeting_id>/historique [draft]                                  302 302 302 302  404 404 404  200 200  404 404 404
GET  /sessions/<int:meeting_id>/partager                                            302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/<int:meeting_id>/partager [draft]                                    302 302 302 302  404 404 404  409 409  404 404 404
GET  /sessions/<int:meeting_id>/modifier                                            302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/modifier                                            303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/modifier [draft]                                    302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/modifier [draft]                                    303 303 303 303  404 404 404  422 422  404 404 404
GET  /sessions/<int:meeting_id>/ordre-du-jour                                       302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/ordre-du-jour                                       303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/ordre-du-jour [draft]                               302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/ordre-du-jour [draft]                               303 303 303 303  404 404 404  422 422  404 404 404
GET  /sessions/<int:meeting_id>/documents                                           302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/documents                                           303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/documents [draft]                                   302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/documents [draft]                                   303 303 303 303  404 404 404  422 422  404 404 404
GET  /sessions/<int:meeting_id>/invites                                             302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/invites                                             303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/invites [draft]                                     302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/invites [draft]                                     303 303 303 303  404 404 404  422 422  404 404 404
GET  /sessions/<int:meeting_id>/convoquer                                           302 302 302 302  403 403 403  409 409  403 403 403
POST /sessions/<int:meeting_id>/convoquer                                           303 303 303 303  403 403 403  409 409  403 403 403
GET  /sessions/<int:meeting_id>/convoquer [draft]                                   302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/convoquer [draft]                                   303 303 303 303  404 404 404  303 303  404 404 404
GET  /sessions/<int:meeting_id>/supprimer                                           302 302 302 302  403 403 403  409 409  403 403 403
POST /sessions/<int:meeting_id>/supprimer                                           303 303 303 303  403 403 403  409 409  403 403 403
GET  /sessions/<int:meeting_id>/supprimer [draft]                                   302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/supprimer [draft]                                   303 303 303 303  404 404 404  303 303  404 404 404
GET  /sessions/<int:meeting_id>/sieges/<int:seat_id>/ne-pas-convoquer               302 302 302 302  403 403 403  409 409  403 403 403
POST /sessions/<int:meeting_id>/sieges/<int:seat_id>/ne-pas-convoquer               303 303 303 303  403 403 403  409 409  403 403 403
GET  /sessions/<int:meeting_id>/sieges/<int:seat_id>/ne-pas-convoquer [draft]       302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/sieges/<int:seat_id>/ne-pas-convoquer [draft]       303 303 303 303  404 404 404  422 422  404 404 404
POST /sessions/<int:meeting_id>/sieges/<int:seat_id>/convoquer-quand-meme           303 303 303 303  403 403 403  409 409  403 403 403
POST /sessions/<int:meeting_id>/sieges/<int:seat_id>/convoquer-quand-meme [draft]   303 303 303 303  404 404 404  409 409  404 404 404
GET  /sessions/<int:meeting_id>/convoquer-aussi                                     302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/convoquer-aussi                                     303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/convoquer-aussi [draft]                             302 302 302 302  404 404 404  409 409  404 404 404
POST /sessions/<int:meeting_id>/convoquer-aussi [draft]                             303 303 303 303  404 404 404  409 409  404 404 404
GET  /sessions/<int:meeting_id>/annuler                                             302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/annuler                                             303 303 303 303  403 403 403  422 422  403 403 403
GET  /sessions/<int:meeting_id>/annuler [draft]                                     302 302 302 302  404 404 404  409 409  404 404 404
POST /sessions/<int:meeting_id>/annuler [draft]                                     303 303 303 303  404 404 404  422 422  404 404 404
GET  /sessions/<int:meeting_id>/relancer                                            302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/relancer                                            303 303 303 303  403 403 403  303 303  403 403 403
GET  /sessions/<int:meeting_id>/relancer [draft]                                    302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/relancer [draft]                                    303 303 303 303  404 404 404  409 409  404 404 404
GET  /sessions/<int:meeting_id>/dupliquer                                           302 302 302 302  403 403 403  200 200  403 403 403
POST /sessions/<int:meeting_id>/dupliquer                                           303 303 303 303  403 403 403  303 303  403 403 403
GET  /sessions/<int:meeting_id>/dupliquer [draft]                                   302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/<int:meeting_id>/dupliquer [draft]                                   303 303 303 303  404 404 404  303 303  404 404 404
GET  /sessions/points/<int:agenda_item_id>                                          302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/points/<int:agenda_item_id> [draft]                                  302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/points/<int:agenda_item_id>                                          303 303 303 303  403 403 403  422 422  403 403 403
POST /sessions/points/<int:agenda_item_id> [draft]                                  303 303 303 303  404 404 404  422 422  404 404 404
POST /sessions/points/<int:agenda_item_id>/deplacer                                 303 303 303 303  403 403 403  303 303  403 403 403
POST /sessions/points/<int:agenda_item_id>/deplacer [draft]                         303 303 303 303  404 404 404  303 303  404 404 404
GET  /sessions/points/<int:agenda_item_id>/retirer                                  302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/points/<int:agenda_item_id>/retirer [draft]                          302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/points/<int:agenda_item_id>/retirer                                  303 303 303 303  403 403 403  303 303  403 403 403
POST /sessions/points/<int:agenda_item_id>/retirer [draft]                          303 303 303 303  404 404 404  303 303  404 404 404
GET  /sessions/documents/<int:meeting_document_id>/retirer                          302 302 302 302  403 403 403  200 200  403 403 403
GET  /sessions/documents/<int:meeting_document_id>/retirer [draft]                  302 302 302 302  404 404 404  200 200  404 404 404
POST /sessions/documents/<int:meeting_document_id>/retirer                          303 303 303 303  403 403 403  303 303  403 403 403
POST /sessions/documents/<int:meeting_document_id>/retirer [draft]                  303 303 303 303  404 404 404  303 303  404 404 404
GET  /sessions/invitations/<int:invitation_id>/retirer                              302 302 302 302  403 403 403  200 200  404 404 404
POST /sessions/invitations/<int:invitation_id>/retirer                              303 303 303 303  403 403 403  303 303  404 404 404
GET  /sessions/invitations/<int:invitation_id>/retirer [of another]                 302 302 302 302  404 404 403  200 200  404 404 404
POST /sessions/invitations/<int:invitation_id>/retirer [of another]                 303 303 303 303  404 404 403  303 303  404 404 404
GET  /sessions/reponses/<int:invitation_id>                                         302 302 302 302  403 403 403  200 200  404 404 404
POST /sessions/reponses/<int:invitation_id>                                         303 303 303 303  403 403 403  422 422  404 404 404
GET  /sessions/reponses/<int:invitation_id> [of another]                            302 302 302 302  404 404 403  200 200  404 404 404
POST /sessions/reponses/<int:invitation_id> [of another]                            303 303 303 303  404 404 403  422 422  404 404 404

# Institutions, seats, bodies, mandates: the secretariat; the technical administrator reads their files
GET  /institutions/                                                                 302 302 302 302  403 403 403  200 200  403 403 200
GET  /institutions/<int:institution_id>                                             302 302 302 302  403 403 403  200 200  403 403 200
GET  /instances/<int:body_id>/gestion                                               302 302 302 302  403 403 403  200 200  403 403 200
GET  /institutions/nouvelle                                                         302 302 302 302  403 403 403  200 200  403 403 403
POST /institutions/nouvelle                                                         303 303 303 303  403 403 403  422 422  403 403 403
GET  /institutions/<int:institution_id>/modifier                                    302 302 302 302  403 403 403  200 200  403 403 403
POST /institutions/<int:institution_id>/modifier                                    303 303 303 303  403 403 403  422 422  403 403 403
GET  /institutions/<int:institution_id>/sieges/nouveau                              302 302 302 302  403 403 403  200 200  403 403 403
POST /institutions/<int:institution_id>/sieges/nouveau                              303 303 303 303  403 403 403  422 422  403 403 403
GET  /instances/nouvelle                                                            302 302 302 302  403 403 403  200 200  403 403 403
POST /instances/nouvelle                                                            303 303 303 303  403 403 403  422 422  403 403 403
GET  /instances/<int:body_id>/modifier                                              302 302 302 302  403 403 403  200 200  403 403 403
POST /instances/<int:body_id>/modifier                                              303 303 303 303  403 403 403  422 422  403 403 403
GET  /instances/<int:body_id>/mandats/nouveau                                       302 302 302 302  403 403 403  200 200  403 403 403
POST /instances/<int:body_id>/mandats/nouveau                                       303 303 303 303  403 403 403  422 422  403 403 403
GET  /sieges/<int:seat_id>/modifier                                                 302 302 302 302  404 404 404  200 200  404 404 403
POST /sieges/<int:seat_id>/modifier                                                 303 303 303 303  404 404 404  422 422  404 404 403
GET  /sieges/<int:seat_id>/fermer                                                   302 302 302 302  404 404 404  200 200  404 404 403
POST /sieges/<int:seat_id>/fermer                                                   303 303 303 303  404 404 404  303 303  404 404 403
GET  /sieges/<int:seat_id>/inviter                                                  302 302 302 302  404 404 404  200 200  404 404 403
POST /sieges/<int:seat_id>/inviter                                                  303 303 303 303  404 404 404  422 422  404 404 403
GET  /mandats/<int:mandate_id>/terminer                                             302 302 302 302  404 404 404  200 200  404 404 403
POST /mandats/<int:mandate_id>/terminer                                             303 303 303 303  404 404 404  422 422  404 404 403

# Its own mandates: whoever coordinates it, and the technical administrator; nobody makes themselves coordinator
GET  /instances/<int:body_id>/mandats/nouveau [secretariat]                         302 302 302 302  403 403 403  200 403  403 403 200
POST /instances/<int:body_id>/mandats/nouveau [secretariat]                         303 303 303 303  403 403 403  422 403  403 403 422
GET  /mandats/<int:mandate_id>/terminer [secretariat]                               302 302 302 302  404 404 404  200 403  404 404 200
POST /mandats/<int:mandate_id>/terminer [secretariat]                               303 303 303 303  404 404 404  422 403  404 404 422

# People: the secretariat and the technical administrator; functions are given by the coordinator or the administrator
GET  /personnes/                                                                    302 302 302 302  403 403 403  200 200  403 403 200
GET  /personnes/<int:person_id>                                                     302 302 302 302  404 404 404  200 200  404 404 200
GET  /personnes/nouvelle                                                            302 302 302 302  403 403 403  200 200  403 403 200
POST /personnes/nouvelle                                                            303 303 303 303  403 403 403  422 422  403 403 422
GET  /personnes/<int:person_id>/modifier                                            302 302 302 302  404 404 404  200 200  404 404 200
POST /personnes/<int:person_id>/modifier                                            303 303 303 303  404 404 404  422 422  404 404 422
GET  /personnes/<int:person_id>/inviter                                             302 302 302 302  404 404 404  200 200  404 404 200
POST /personnes/<int:person_id>/inviter                                             303 303 303 303  404 404 404  422 422  404 404 422
GET  /personnes/<int:person_id>/retablir                                            302 302 302 302  404 404 404  200 200  404 404 200
POST /personnes/<int:person_id>/retablir                                            303 303 303 303  404 404 404  409 409  404 404 409
GET  /personnes/<int:person_id>/second-facteur                                      302 302 302 302  404 404 404  200 200  404 404 200
POST /personnes/<int:person_id>/second-facteur                                      303 303 303 303  404 404 404  409 409  404 404 409
GET  /personnes/<int:person_id>/suspendre                                           302 302 302 302  404 404 404  200 200  404 404 200
POST /personnes/<int:person_id>/suspendre                                           303 303 303 303  404 404 404  303 303  404 404 303
GET  /personnes/<int:person_id>/fonctions/nouvelle                                  302 302 302 302  404 404 404  200 403  404 404 200
POST /personnes/<int:person_id>/fonctions/nouvelle                                  303 303 303 303  404 404 404  422 403  404 404 422
GET  /personnes/<int:person_id>/fonctions/<int:assignment_id>/terminer [treasurer]  302 302 302 302  404 404 404  200 403  404 404 200
POST /personnes/<int:person_id>/fonctions/<int:assignment_id>/terminer [treasurer]  303 303 303 303  404 404 404  303 403  404 404 303
GET  /personnes/<int:person_id>/invitations/<int:invitation_id>/retirer [joining]   302 302 302 302  404 404 404  200 200  404 404 200
POST /personnes/<int:person_id>/invitations/<int:invitation_id>/retirer [joining]   303 303 303 303  404 404 404  303 303  404 404 303
GET  /personnes/demandes/                                                           302 302 302 302  403 403 403  200 200  403 403 403
GET  /personnes/demandes/<int:personal_data_request_id>                             302 302 302 302  404 404 404  200 200  404 404 404
POST /personnes/demandes/<int:personal_data_request_id>                             303 303 303 303  404 404 404  422 422  404 404 404

# Mails and retention: read by the secretariat and the administrator, sent again by the secretariat; codes by nobody
GET  /courriers/                                                                    302 302 302 302  403 403 403  200 200  403 403 200
GET  /courriers/<int:outbox_mail_id>                                                302 302 302 302  404 404 404  200 200  404 404 200
GET  /courriers/<int:outbox_mail_id> [secret]                                       302 302 302 302  404 404 404  404 404  404 404 404
GET  /courriers/<int:outbox_mail_id>/renvoyer                                       302 302 302 302  404 404 404  200 200  404 404 403
POST /courriers/<int:outbox_mail_id>/renvoyer                                       303 303 303 303  404 404 404  303 303  404 404 403
GET  /courriers/<int:outbox_mail_id>/renvoyer [secret]                              302 302 302 302  404 404 404  404 404  404 404 404
POST /courriers/<int:outbox_mail_id>/renvoyer [secret]                              303 303 303 303  404 404 404  404 404  404 404 404
GET  /conservation                                                                  302 302 302 302  403 403 403  200 200  403 403 200

# Documents made by the worker: whoever may see what they are about; visitors are asked to sign in first
GET  /documents/<int:rendered_document_id>                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /documents/<int:rendered_document_id>/telecharger                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /documents/<int:rendered_document_id> [draft]                                  302 302 302 302  404 404 404  200 200  404 404 404
GET  /documents/<int:rendered_document_id>/telecharger [draft]                      302 302 302 302  404 404 404  200 200  404 404 404
POST /documents/<kind>/<int:subject_id>/preparer [agenda]                           303 303 303 303  303 303 303  303 303  303 303 303
POST /documents/<kind>/<int:subject_id>/preparer [draft agenda]                     303 303 303 303  404 404 404  303 303  404 404 404
POST /documents/<kind>/<int:subject_id>/preparer [unknown]                          303 303 303 303  404 404 404  404 404  404 404 404

# What a printed hash names: everybody; the content itself where it is public
GET  /verifier/                                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /verifier/<sha>                                                                200 200 200 200  200 200 200  200 200  200 200 200
GET  /verifier/<sha> [hidden]                                                       200 200 200 200  200 200 200  200 200  200 200 200
GET  /verifier/<sha> [unknown]                                                      404 404 404 404  404 404 404  404 404  404 404 404
GET  /verifier/<sha>/contenu                                                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /verifier/<sha>/contenu [hidden]                                               404 404 404 404  404 404 404  404 404  404 404 404
# The demonstration: everybody, on this machine only
GET  /demo/courrier                                                                 200 200 200 200  200 200 200  200 200  200 200 200
GET  /demo/courrier/<int:mail_id>                                                   200 200 200 200  200 200 200  200 200  200 200 200
GET  /demo/courrier/<int:mail_id>/html                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /demo/composants                                                               200 200 200 200  200 200 200  200 200  200 200 200
GET  /demo/courrier/<int:mail_id>/invitation.ics                                    404 404 404 404  404 404 404  404 404  404 404 404
POST /demo/composants                                                               422 422 422 422  422 422 422  422 422  422 422 422
POST /demo/compte/<kind>                                                            303 303 303 303  303 303 303  303 303  303 303 303
POST /demo/compte/<kind> [unknown]                                                  404 404 404 404  404 404 404  404 404  404 404 404
"""
