"""Who gets what answer from the open API: read by test_permission_matrix.py, with its columns. One answer for all."""

API = """
# The open API: what everybody reads, whoever asks
GET  /api/                                                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/                                                                        200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/openapi.json                                                           200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/structures                                                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/structures/<int:structure_id> [open entry]                             200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/structures/<int:structure_id> [entry for members]                      404 404 404 404  404 404 404  404 404  404 404 404
GET  /api/v1/structures/<uuid:structure_uuid> [open entry]                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/structures/<uuid:structure_uuid> [entry for members]                   404 404 404 404  404 404 404  404 404  404 404 404
GET  /api/v1/sessions                                                               200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/sessions/<int:meeting_id>                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/sessions/<int:meeting_id> [draft]                                      404 404 404 404  404 404 404  404 404  404 404 404
GET  /api/v1/decisions                                                              200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/decisions/<path:number>                                                200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/decisions/<path:number> [unpublished]                                  404 404 404 404  404 404 404  404 404  404 404 404
GET  /api/v1/hsds/                                                                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/hsds/organizations                                                     200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/hsds/organizations/<uuid:structure_uuid> [open entry]                  200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/hsds/services                                                          200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/hsds/services/<uuid:service_uuid> [open entry]                         200 200 200 200  200 200 200  200 200  200 200 200
GET  /api/v1/hsds/services/<uuid:service_uuid> [entry for members]                  404 404 404 404  404 404 404  404 404  404 404 404
"""
