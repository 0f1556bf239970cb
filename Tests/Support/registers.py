"""Stand-ins for the French company register and for VIES, on a port of this machine, in the shapes they publish."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def company(siren: str, name: str, **facts) -> dict:
    """One result of the register's search. `city`, `state` (A or C), `diffusion` (O or P), `closed_on`, `seat`."""
    city, diffusion, closed_on = facts.get("city", "LYON"), facts.get("diffusion", "O"), facts.get("closed_on")
    siret = siren + facts.get("seat", "00074")
    postcode = facts.get("postcode", "69002")
    seat = {
        "siret": siret, "adresse": f"12 RUE DE LA REPUBLIQUE {postcode} {city}", "numero_voie": "12",
        "type_voie": "RUE", "libelle_voie": "DE LA REPUBLIQUE", "indice_repetition": None, "complement_adresse": None,
        "code_postal": postcode, "libelle_commune": city, "latitude": "45.76", "longitude": "4.83",
        "etat_administratif": "F" if closed_on else "A", "date_fermeture": closed_on, "est_siege": True,
        "statut_diffusion_etablissement": diffusion, "activite_principale": facts.get("naf", "62.01Z"),
    }
    return {
        "siren": siren, "nom_complet": f"{name} (ADR)", "nom_raison_sociale": name, "sigle": None, "siege": seat,
        "activite_principale": facts.get("naf", "62.01Z"), "date_creation": "1998-04-01",
        "date_fermeture": closed_on, "etat_administratif": facts.get("state", "A"), "nature_juridique": "5710",
        "tranche_effectif_salarie": "12", "statut_diffusion": diffusion, "dirigeants": [],
        "nombre_etablissements": 1, "matching_etablissements": [seat],
    }


class Registers:
    """`companies` are found by name or number; `vat` maps numbers to answers. `mood` is how both behave: "well", "busy"
    (429), "broken" (500), "slow", "huge", "nonsense"."""

    def __init__(self):
        self.companies: list[dict] = []
        self.vat: dict[str, dict] = {}
        self.mood = "well"
        self.questions: list[str] = []
        registers = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802
                registers.answer(self, None)

            def do_POST(self):  # noqa: N802
                registers.answer(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def environment(self) -> dict[str, str]:
        return {
            "ENTREGENT_FRENCH_REGISTER_URL": f"{self.url}/french", "ENTREGENT_VIES_URL": f"{self.url}/vies/rest-api",
        }

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Answering

    def answer(self, door, body: dict | None) -> None:
        self.questions.append(door.path)
        if self.mood == "busy":
            return self.send(door, 429, {"erreur": "trop de requêtes"}, {"Retry-After": "1"})
        if self.mood == "broken":
            return self.send(door, 500, {"erreur": "panne"})
        if self.mood == "slow":
            time.sleep(8)
        if self.mood == "huge":
            return self.raw(door, 200, b'{"results":[' + b"0," * (2 << 20) + b"0]}")
        if self.mood == "nonsense":
            return self.raw(door, 200, b"<html>maintenance</html>")
        place = urlsplit(door.path)
        if place.path == "/french/search":
            return self.search(door, parse_qs(place.query))
        if place.path == "/vies/rest-api/check-vat-number" and body:
            return self.send(door, 200, self.check(body))
        return self.send(door, 404, {})

    def search(self, door, query: dict[str, list[str]]) -> None:
        words = query["q"][0].lower()
        if len(words) < 3:
            return self.send(door, 400, {"erreur": "3 caractères minimum pour les termes de la requête"})
        found = [
            one for one in self.companies
            if words in one["nom_complet"].lower() or words[:9] == one["siren"] or words == one["siege"]["siret"]
        ]
        size, page = int(query.get("per_page", ["10"])[0]), int(query.get("page", ["1"])[0])
        return self.send(door, 200, {
            "results": found[(page - 1) * size:page * size], "total_results": len(found), "page": page,
            "per_page": size, "total_pages": -(-len(found) // size),
        })

    def check(self, body: dict) -> dict:
        told = self.vat.get(body["countryCode"] + body["vatNumber"])
        base = {name: body[name] for name in ("countryCode", "vatNumber")} | {"requestDate": "2026-11-22T09:30:00Z"}
        if told is None:
            return {**base, "valid": False, "requestIdentifier": "", "name": "---", "address": "---"}
        proof = "WAPIAAAAZX1" if "requesterNumber" in body else ""
        return {**base, "valid": True, "requestIdentifier": proof, **told}

    def send(self, door, status: int, body: dict, headers: dict[str, str] | None = None) -> None:
        self.raw(door, status, json.dumps(body).encode(), headers)

    def raw(self, door, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            door.send_response(status)
            door.send_header("Content-Type", "application/json")
            door.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                door.send_header(name, value)
            door.end_headers()
            door.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # Whoever asked did not wait.
