"""A real OpenID Connect provider of one person, on a port of this machine: Canaille, keeping everything in memory.

Usage: python openid_provider.py PORT CALLBACK     ends when its standard input does
"""

import logging
import sys
import threading

from canaille import create_app
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "entregent", "a secret both know"
PERSON, PASSWORD, EMAIL, GROUP = "zoe", "correct horse battery staple", "zoe@acme.test", "sales-team"


def configuration(port: int) -> dict:
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    return {
        "SECRET_KEY": "only for this test",
        "SERVER_NAME": f"localhost:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "SESSION_COOKIE_SECURE": False,
        "WTF_CSRF_ENABLED": False,
        "CANAILLE": {
            "DATABASE": "memory", "JAVASCRIPT": False, "HTMX": False, "ENABLE_PASSWORD_COMPROMISSION_CHECK": False,
        },
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)], "REQUIRE_NONCE": True},
    }


def fill(app, callback: str) -> None:
    from canaille.app import models
    from canaille.backends import Backend

    with app.app_context():
        person = models.User(
            user_name=PERSON, formatted_name="Zoé Zimmer", family_name="Zimmer", given_name="Zoé",
            emails=[EMAIL], password=PASSWORD,
        )
        Backend.instance.save(person)
        Backend.instance.save(models.Group(display_name=GROUP, members=[person]))
        client = models.Client(
            client_id=CLIENT, client_secret=SECRET, client_name="Entregent", redirect_uris=[callback],
            grant_types=["authorization_code"], response_types=["code"],
            scope=["openid", "profile", "email", "groups"], token_endpoint_auth_method="client_secret_basic",
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)


def main() -> None:
    port, callback = int(sys.argv[1]), sys.argv[2]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(configuration(port))
    fill(app, callback)
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
