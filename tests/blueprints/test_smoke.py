from tests.factories import make_secretary


def test_home_opens(client):
    assert client.get("/").status_code == 200


def test_people_are_for_the_secretariat(client, login_as):
    assert client.get("/personnes/").status_code == 302
    response = login_as(make_secretary()).get("/personnes/")
    assert response.status_code == 200
