"""The lines of the permission matrix about entering the prize; see test_permission_matrix.py."""

ENTERING = """
#                                                                                   outside          members      secretariat staff
#                                                                                   vis lnk sus clo  tit alt cha  coo ani  des tre adm

# Entering: everybody, where the edition is known
GET  /concours/<int:competition_id>/participer [entering]                           200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/<int:competition_id>/participer [jury in the making]                 404 404 404 404  404 404 404  200 200  404 404 404
GET  /concours/<int:competition_id>/participer/structure [entering]                 303 303 303 303  303 303 303  303 303  303 303 303
GET  /concours/<int:competition_id>/participer/commencer [entering]                 303 303 303 303  303 303 303  303 303  303 303 303
POST /concours/<int:competition_id>/participer/commencer [entering]                 422 422 422 422  422 422 422  422 422  422 422 422

# Nominating: whoever speaks for an institution; the nominee by the link
GET  /concours/<int:competition_id>/proposer [entering]                             302 302 302 302  200 200 200  403 403  403 403 403
POST /concours/<int:competition_id>/proposer [entering]                             303 303 303 303  422 422 422  403 403  403 403 403
GET  /concours/nomination/<token> [nominee]                                         200 200 200 200  200 200 200  200 200  200 200 200
GET  /concours/nomination/<token> [unknown]                                         404 404 404 404  404 404 404  404 404  404 404 404
POST /concours/nomination/<token>/refuser [nominee]                                 303 303 303 303  303 303 303  303 303  303 303 303
POST /concours/nomination/<token>/refuser [unknown]                                 404 404 404 404  404 404 404  404 404  404 404 404
GET  /concours/gestion/<int:competition_id>/nominations [entering]                  302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/nominations/<int:nomination_id>/rappeler [entering]          303 303 303 303  404 404 404  303 303  404 404 404
POST /concours/gestion/nominations/<int:nomination_id>/retirer [entering]           303 303 303 303  404 404 404  303 303  404 404 404

# The timetable of pitches
GET  /concours/gestion/<int:competition_id>/oraux [entering]                        302 302 302 302  403 403 403  200 200  403 403 403
POST /concours/gestion/<int:competition_id>/oraux [entering]                        303 303 303 303  403 403 403  422 422  403 403 403
POST /concours/gestion/<int:competition_id>/oraux/repartir [entering]               303 303 303 303  403 403 403  303 303  403 403 403
POST /concours/gestion/<int:competition_id>/oraux/annoncer [entering]               303 303 303 303  403 403 403  303 303  403 403 403
POST /concours/gestion/oraux/<int:pitch_slot_id>/dossier [entering free]            303 303 303 303  404 404 404  303 303  404 404 404
POST /concours/gestion/oraux/<int:pitch_slot_id>/absence [entering]                 303 303 303 303  404 404 404  303 303  404 404 404
POST /concours/gestion/oraux/<int:pitch_slot_id>/absence [entering free]            303 303 303 303  404 404 404  409 409  404 404 404
POST /concours/gestion/oraux/<int:pitch_slot_id>/retirer [entering free]            303 303 303 303  404 404 404  303 303  404 404 404

# The entrant's own; who is paid, checked by the desk
GET  /candidature/<token>/oral.ics [entrant]                                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /candidature/<token>/oral.ics [applying]                                       404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidature/<token>/beneficiaire [entrant]                                    200 200 200 200  200 200 200  200 200  200 200 200
POST /candidature/<token>/beneficiaire [entrant]                                    422 422 422 422  422 422 422  422 422  422 422 422
GET  /candidature/<token>/beneficiaire [unknown]                                    404 404 404 404  404 404 404  404 404  404 404 404
GET  /candidatures/<int:application_id>/beneficiaire [entering]                     302 302 302 302  404 404 404  200 200  200 404 404
POST /candidatures/<int:application_id>/beneficiaire [entering]                     303 303 303 303  404 404 404  409 409  409 404 404
"""
