"""What the invented residents report, in English and Spanish. Made up; nobody and nothing in it exists."""

from __future__ import annotations

from typing import Any

KINDS = {
    "theft": 0.3,
    "from_vehicle": 0.22,
    "vandalism": 0.15,
    "bicycle": 0.07,
    "lost_property": 0.08,
    "identity_theft": 0.07,
    "fraud": 0.08,
    "harassment": 0.03,
}
PLACES = {
    "theft": ("home", "home", "street", "shop"),
    "from_vehicle": ("street", "parking", "home"),
    "vandalism": ("home", "street", "park"),
    "bicycle": ("home", "street", "school"),
    "lost_property": ("street", "shop", "park"),
    "identity_theft": ("online", "home"),
    "fraud": ("online", "home"),
    "harassment": ("online", "home"),
}
# Kind of thing, description, make, least and most dollars, whether it has a serial number.
THINGS: dict[str, list[tuple[str, str, str, int, int, bool]]] = {
    "theft": [
        ("package", "Package from the porch", "", 20, 240, False),
        ("tools", "Drill and saw", "Torvo", 80, 600, True),
        ("garden", "Leaf blower", "Verdal", 90, 420, True),
        ("phone", "Phone", "Lumo", 200, 950, True),
        ("bag", "Wallet", "", 20, 180, False),
        ("household", "Patio chairs", "", 60, 350, False),
    ],
    "from_vehicle": [
        ("bag", "Backpack", "", 30, 160, False),
        ("computer", "Laptop", "Orrin", 300, 1400, True),
        ("electronics", "Speaker", "Tonal", 40, 260, True),
        ("car_part", "Catalytic converter", "", 600, 1900, False),
        ("cash", "Coins", "", 5, 60, False),
    ],
    "vandalism": [("building", "Fence", "", 120, 900, False), ("building", "Window", "", 90, 600, False)],
    "bicycle": [
        ("bicycle", "Green city bicycle", "Alta", 180, 900, True),
        ("bicycle", "Mountain bicycle", "Sierro", 300, 1600, True),
    ],
    "lost_property": [
        ("bag", "Wallet", "", 20, 120, False),
        ("phone", "Phone", "Lumo", 150, 700, True),
        ("id", "Passport", "", 0, 1, False),
    ],
}
STORIES: dict[str, list[tuple[str, str]]] = {
    "theft": [
        (
            "It was on the porch at noon and gone when I came home at five.",
            "Estaba en el porche al mediodía y ya no estaba cuando llegué a las cinco.",
        ),
        (
            "I left the garage open while I mowed. The things by the door are gone.",
            "Dejé el garaje abierto mientras cortaba el pasto. Las cosas junto a la puerta ya no están.",
        ),
        (
            "My camera shows a person with a red cap taking it. I do not know them.",
            "Mi cámara muestra a una persona con gorra roja que se lo lleva. No la conozco.",
        ),
    ],
    "from_vehicle": [
        (
            "The right rear window was broken in the morning.",
            "En la mañana la ventana de atrás a la derecha estaba rota.",
        ),
        (
            "I forgot to lock it. Everything from the glove box was on the seat.",
            "Olvidé cerrarlo. Todo lo de la guantera estaba en el asiento.",
        ),
    ],
    "vandalism": [
        ("Someone painted on our fence during the night.", "Alguien pintó nuestra cerca durante la noche."),
        ("Three boards are kicked in. Nobody saw it.", "Rompieron tres tablas a patadas. Nadie lo vio."),
    ],
    "bicycle": [
        (
            "It was locked with a cable. The cut cable lay on the ground.",
            "Estaba con un cable. El cable cortado estaba en el suelo.",
        ),
        ("I was in the store for ten minutes.", "Estuve diez minutos en la tienda."),
    ],
    "lost_property": [
        (
            "I think I left it on the bus. The bus line does not have it.",
            "Creo que lo dejé en el autobús. La línea no lo tiene.",
        )
    ],
    "identity_theft": [
        ("I got a bill for a card I never asked for.", "Recibí una cuenta de una tarjeta que nunca pedí."),
        (
            "A lender wrote that I owe them money. I never borrowed any.",
            "Un prestamista escribió que le debo dinero. Nunca lo pedí.",
        ),
    ],
    "fraud": [
        (
            "They said they were from my bank and asked for the code.",
            "Dijeron que eran de mi banco y pidieron el código.",
        ),
        ("I paid for a rental that does not exist.", "Pagué la renta de un lugar que no existe."),
    ],
    "harassment": [
        (
            "The same number sends messages every evening. I do not answer.",
            "El mismo número manda mensajes cada noche. No contesto.",
        )
    ],
}
REFUSED = ("not_a_crime", "civil", "double", "no_answer", "other_agency")
NEIGHBOURS: list[dict[str, Any]] = [
    {
        "name": "Ambrosio County Sheriff",
        "covers_en": "county land outside the cities",
        "covers_es": "terreno del condado fuera de las ciudades",
        "phone": "(555) 010-0140",
        "position": 10,
    },
    {
        "name": "Alder Grove Police",
        "covers_en": "the city of Alder Grove",
        "covers_es": "la ciudad de Alder Grove",
        "phone": "(555) 010-0151",
        "position": 20,
    },
    {
        "name": "State Highway Patrol",
        "covers_en": "freeways and state roads",
        "covers_es": "autopistas y carreteras del estado",
        "phone": "(555) 010-0162",
        "position": 30,
    },
]
