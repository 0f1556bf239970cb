#!/usr/bin/env python3
"""Writes company-200.json: a sales company of 200 people in 20 teams on three levels, with its own roles.

The same file every time. Everything in it is invented.
"""

import json
import sys
from pathlib import Path

FIRST = [
    "Alice", "Bruno", "Chloé", "David", "Élodie", "Farid", "Gaëlle", "Hugo", "Inès", "Jules", "Karine", "Loïc", "Manon",
    "Nadia", "Olivier", "Pauline", "Quentin", "Rachida", "Samuel", "Théa",
]
LAST = [
    "Aubert", "Besson", "Caron", "Delmas", "Esteve", "Fabre", "Guérin", "Huet", "Imbert", "Jacquet",
]

REGIONS = {
    "Nord": ["Lille", "Amiens", "Reims"],
    "Ouest": ["Nantes", "Rennes", "Brest", "Caen"],
    "Sud": ["Marseille", "Toulouse", "Montpellier", "Nice"],
    "Est": ["Lyon", "Grenoble", "Dijon", "Strasbourg"],
}
PLACE = {"ç": "c", "é": "e", "è": "e", "ë": "e", "ï": "i", "É": "e"}

ROLES = [
    {"key": "administrator", "name": "Administrateur", "is_administrator": True},
    {
        "key": "director", "name": "Direction",
        "rights": [{"entity": "*", "read": "all", "create": "all", "change": "all", "delete": "all", "export": "all"}],
        "permissions": ["sales.see_revenue"],
    },
    {
        "key": "sales_manager", "name": "Chef d’agence",
        "rights": [
            {
                "entity": entity, "read": "subtree", "create": "subtree", "change": "subtree", "delete": "subtree",
                "export": "subtree",
            }
            for entity in ["account", "contact", "opportunity"]
        ] + [
            {"entity": entity, "read": "all", "create": "all", "change": "subtree", "delete": "subtree"}
            for entity in ["activity", "note", "attachment"]
        ],
        "permissions": ["sales.see_revenue"],
    },
    {
        "key": "seller", "name": "Commercial",
        "rights": [
            {"entity": entity, "read": "team", "create": "own", "change": "own"}
            for entity in ["account", "contact", "opportunity"]
        ] + [
            {"entity": entity, "read": "all", "create": "all", "change": "own", "delete": "own"}
            for entity in ["activity", "note", "attachment"]
        ],
        "permissions": ["sales.see_revenue"],
    },
    {
        "key": "assistant", "name": "Assistance commerciale",
        "description": "Tient les fiches de l’équipe à jour, sans voir les montants ni changer le SIREN.",
        "rights": [
            {"entity": "account", "read": "team", "create": "team", "change": "team"},
            {"entity": "contact", "read": "team", "create": "team", "change": "team"},
            {"entity": "opportunity", "read": "team"},
        ],
        "field_rights": [{"entity": "account", "field": "siren", "access": "read"}],
    },
]

PIPELINES = [
    {
        "name": "Ventes", "position": 1,
        "stages": [
            {"name": "Prospection", "position": 1, "probability": 5, "rotting_days": 30},
            {"name": "Rendez-vous", "position": 2, "probability": 20, "rotting_days": 21, "opens_sales": True},
            {"name": "Proposition", "position": 3, "probability": 50, "rotting_days": 21},
            {"name": "Négociation", "position": 4, "probability": 75, "rotting_days": 14},
            {"name": "Gagnée", "position": 5, "outcome": "won"},
            {"name": "Perdue", "position": 6, "outcome": "lost"},
        ],
    },
    {
        "name": "Renouvellements", "position": 2,
        "stages": [
            {"name": "À renouveler", "position": 1, "probability": 60},
            {"name": "Renouvelé", "position": 2, "outcome": "won"},
            {"name": "Résilié", "position": 3, "outcome": "lost"},
        ],
    },
]

VIEWS = [
    {
        "kind": "opportunity", "name": "À gagner ce trimestre", "layout": "list", "sort": "closes_on",
        "condition": {"all": [{"field": "outcome", "is": "open"}, {"field": "closes_on", "within": "this_quarter"}]},
    },
    {
        "kind": "account", "name": "Clients de la direction", "layout": "list",
        "condition": {"field": "owner", "is": "alice.aubert@comptoir-general.example"},
    },
]


def teams():
    """Twenty of them: the house, four regions and fifteen agencies."""
    yield {"name": "France"}
    for region in REGIONS:
        yield {"name": region, "parent": "France"}
    for region, agencies in REGIONS.items():
        for agency in agencies:
            yield {"name": agency, "parent": region}


def plain(word):
    return "".join(PLACE.get(letter, letter) for letter in word).lower()


def users():
    names = [(first, last) for last in LAST for first in FIRST]
    people = [
        {"email": f"{plain(first)}.{plain(last)}@comptoir-general.example", "name": f"{first} {last}"}
        for first, last in names
    ]
    left = iter(people)

    def one(role, team, manager=None):
        person = next(left) | {"role": role, "team": team}
        return person | ({"manager": manager["email"]} if manager else {})

    head = one("director", "France")
    yield head
    yield one("administrator", "France", head)
    yield one("administrator", "France", head)
    heads = {}
    for region in REGIONS:
        heads[region] = one("sales_manager", region, head)
        yield heads[region]
    agencies = [(region, agency) for region, all_of in REGIONS.items() for agency in all_of]
    chiefs = []
    for region, agency in agencies:
        chiefs.append(one("sales_manager", agency, heads[region]))
        yield chiefs[-1]
    count = 3 + len(heads) + len(chiefs)
    number = 0
    while count < 200:
        place = number % len(agencies)
        role = "assistant" if number % 12 == 11 else "seller"
        yield one(role, agencies[place][1], chiefs[place])
        number, count = number + 1, count + 1


def company():
    return {
        "entregent": 1,
        "settings": {"company": "Comptoir général", "language": "fr", "currency": "EUR", "rates": {"USD": "0.92"}},
        "custom_fields": [
            {
                "kind": "account", "name": "loyalty", "label_fr": "Fidélité", "label_en": "Loyalty", "type": "choice",
                "choices": ["or", "argent", "bronze"],
            },
            {"kind": "user", "name": "car", "label_fr": "Véhicule", "label_en": "Car", "type": "text"},
        ],
        "roles": ROLES,
        "teams": list(teams()),
        "users": list(users()),
        "pipelines": PIPELINES,
        "saved_views": VIEWS,
    }


def written(json_value):
    """One person, team or stage on a line: what changes is one line of a comparison."""
    lines = ["{"]
    for place, (name, value) in enumerate(json_value.items()):
        comma = "," if place < len(json_value) - 1 else ""
        if isinstance(value, list):
            items = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f'  "{name}": [\n{items}\n  ]{comma}')
        else:
            lines.append(f'  "{name}": {json.dumps(value, ensure_ascii=False)}{comma}')
    return "\n".join(lines + ["}", ""])


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("company-200.json")
    target.write_text(written(company()), encoding="utf-8")
