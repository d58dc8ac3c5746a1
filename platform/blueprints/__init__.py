"""Pages, one folder per area; a page's address, folder, template and test carry the same word."""

from flask import Flask

from noress.web import row_ids


def register(app: Flask) -> None:
    row_ids.init_app(app)
    from noress.blueprints.accounts import bp as accounts
    from noress.blueprints.admin import bp as admin
    from noress.blueprints.duties import bp as duties
    from noress.blueprints.institutions import bp as institutions
    from noress.blueprints.meetings import bp as meetings
    from noress.blueprints.people import bp as people
    from noress.blueprints.public import bp as public

    for blueprint in (public, accounts, duties, meetings, institutions, people, admin):
        app.register_blueprint(blueprint)
    if app.config["SETTINGS"].demo:
        from noress.blueprints.demo import bp as demo

        app.register_blueprint(demo)
