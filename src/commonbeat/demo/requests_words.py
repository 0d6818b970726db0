"""What the invented residents report: how often, when, in which words. Fields in braces are drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """How a category is reported.

    Attributes:
        share: weight among all requests.
        months: weight of each month, January first; empty for the same all year.
        english, spanish: sentences residents write.
        closing: closing templates and their weights, by step.
        answers: to the category's own questions, each drawn from its choices.
    """

    share: float
    english: tuple[str, ...]
    spanish: tuple[str, ...]
    closing: tuple[tuple[str, str, float], ...] = (
        ("fix", "fixed", 7.0), ("end", "nothing-found", 2.0), ("refer", "referred", 0.5), ("not_ours", "not-ours", 0.3),
    )  # fmt: skip
    months: tuple[float, ...] = ()
    answers: tuple[tuple[str, tuple[object, ...]], ...] = ()


CLEANED = (("fix", "cleaned", 9.0), ("end", "nothing-found", 1.0), ("not_ours", "not-ours", 0.3))
KINDS: dict[str, Kind] = {
    "graffiti": Kind(
        13.0,
        ("Fresh tags on the wall by the alley.", "Somebody painted the {thing} again last night.",
         "Big blue letters on the sound wall. It was clean on {day}."),
        ("Rayaron la barda otra vez.", "Hay pintas en la pared del {thing_es}."),
        CLEANED,
        answers=(("surface", ("wall", "fence", "sign", "bus_stop")), ("hate", ("no", "no", "no", "no", "yes")),
                 ("owner", ("private", "public", "unknown")), ("size", ("small", "door", "large"))),
    ),
    "abandoned-vehicle": Kind(
        14.0,
        ("{colour} {car} has not moved in {n} days. Flat tires.", "An old {car} sits in front of our house, plate {plate}.",
         "Trailer parked for weeks, trash around it. Call me at {phone}."),
        ("Un {car} {colour_es} lleva {n} días sin moverse.", "Hay un carro abandonado con las llantas bajas, placas {plate}."),
        (("fix", "towed", 7.5), ("end", "nothing-found", 2.0), ("end", "allowed", 1.0)),
        answers=(("kind", ("car", "car", "truck", "rv", "trailer")), ("days", (4, 7, 10, 14, 21, 30)),
                 ("public_street", ("yes", "yes", "no")), ("signs", (["flat"], ["wrecked"], ["none"], ["flat", "windows"]))),
    ),
    "illegal-dumping": Kind(
        11.0,
        ("Two mattresses and bags in the alley.", "Somebody left a couch and {n} tires by the {thing}.",
         "Pile of trash at the end of the street, it smells."),
        ("Tiraron colchones en el callejón.", "Hay llantas y basura junto al {thing_es}."),
        CLEANED,
        answers=(("what", (["trash"], ["furniture"], ["tires"], ["trash", "furniture"])),
                 ("amount", ("bag", "load", "more")), ("seen", ("no", "no", "no", "no"))),
    ),
    "weeds": Kind(
        8.0,
        ("Dry weeds waist high on the empty lot.", "The yard next to us is overgrown and full of foxtails.",
         "Tall grass at the corner, you cannot see the cars."),
        ("La hierba del terreno baldío está muy alta y seca.", "El patio de al lado está lleno de maleza."),
        months=(0.3, 0.5, 1.0, 1.8, 2.4, 2.4, 1.8, 1.0, 0.7, 0.5, 0.3, 0.3),
        answers=(("height", ("knee", "waist", "over")), ("dry", ("yes", "yes", "no"))),
    ),
    "shopping-cart": Kind(
        6.0,
        ("{n} carts left by the {thing}.", "Shopping carts in the creek bed."),
        ("Dejaron {n} carritos junto al {thing_es}.",),
        CLEANED,
    ),
    "broken-fence": Kind(
        4.0,
        ("The fence fell over in the wind, boards with nails on the sidewalk.", "Broken wall at the back of the lot."),
        ("La cerca se cayó y hay clavos en la banqueta.",),
    ),
    "junk-yard": Kind(
        4.5,
        ("Front yard full of old washers and car parts.", "Pile of junk has grown for months at {address}."),
        ("El patio de enfrente está lleno de chatarra.",),
    ),
    "parking": Kind(
        9.0,
        ("A truck blocks the sidewalk every night.", "{colour} {car} parked at the hydrant, plate {plate}.",
         "Cars block our driveway during school pick-up."),
        ("Un camión bloquea la banqueta todas las noches.", "Se estacionan frente a mi entrada."),
        (("fix", "fixed", 5.0), ("end", "nothing-found", 3.5), ("end", "allowed", 1.0)),
    ),
    "speeding": Kind(
        6.0,
        ("Drivers race down this street every evening.", "Cars go 50 in front of the school.",
         "Somebody will get hurt here. It is worst on {day}s."),
        ("Los carros pasan muy rápido por aquí en las tardes.",),
        (("end", "nothing-found", 2.0), ("fix", "fixed", 4.0), ("refer", "referred", 2.5)),
        answers=(("when", (["evening"], ["school"], ["night", "weekend"], ["morning", "evening"])), ("crash", ("no", "no", "yes"))),
    ),
    "traffic-concern": Kind(
        3.0,
        ("No one stops at the crosswalk.", "The stop sign is hidden behind a tree."),
        ("Nadie se detiene en el cruce peatonal.",),
        (("refer", "referred", 5.0), ("fix", "fixed", 3.0), ("end", "allowed", 1.0)),
    ),
    "stray-animal": Kind(
        5.0,
        ("Loose brown dog near the {thing}.", "Dead cat in the street.", "Two dogs run loose every morning."),
        ("Un perro suelto cerca del {thing_es}.", "Hay un animal muerto en la calle."),
        answers=(("kind", ("dog", "dog", "cat", "other")), ("state", ("loose", "loose", "dead", "kept")),
                 ("bite", ("no", "no", "no", "yes"))),
    ),
    "needles": Kind(
        1.5,
        ("Needles on the ground by the playground.", "Used syringes near the {thing}."),
        ("Hay jeringas en el suelo junto a los juegos.",),
        CLEANED,
        answers=(("count", ("one", "few", "many")),),
    ),
    "water-waste": Kind(
        2.0,
        ("Sprinklers run into the street all night.", "A pipe leaks at the corner."),
        ("Los rociadores mojan la calle toda la noche.",),
        months=(0.3, 0.3, 0.5, 0.8, 1.4, 2.0, 2.2, 2.0, 1.2, 0.7, 0.3, 0.3),
    ),
    "fireworks": Kind(
        2.0,
        ("Illegal fireworks at the same house every night.", "They sell firecrackers from a garage."),
        ("Truenan cohetes todas las noches.",),
        (("end", "nothing-found", 5.0), ("fix", "fixed", 3.0)),
        months=(1.0, 0.1, 0.1, 0.1, 0.4, 3.0, 6.0, 0.3, 0.2, 0.1, 0.1, 1.2),
    ),
    "vacant-building": Kind(
        1.5,
        ("The empty house has a broken window and people go in.",),
        ("Se meten a la casa vacía por la ventana rota.",),
    ),
    "park-curfew": Kind(
        1.5,
        ("People drink in the park after dark.", "Broken bottles at the skate park every {day}."),
        ("Toman alcohol en el parque de noche.",),
    ),
    "business-permit": Kind(1.2, ("Food stand without a permit on the corner.",), ("Hay un puesto sin permiso en la esquina.",)),
    "signs": Kind(2.2, ("Signs on every pole along the street.", "Banner in the median."), ("Hay letreros en todos los postes.",), CLEANED),
    "smoke-shop": Kind(0.6, ("They sell vapes to kids.",), ("Venden vapeadores a menores.",)),
    "other": Kind(2.5, ("The bench at the stop is broken.", "There is a strange smell from the drain."),
                  ("La banca de la parada está rota.",)),
    "noise": Kind(
        4.0,
        ("Loud music from the same house every {day} night.", "The dog barks all day."),
        ("Música muy alta cada fin de semana.", "El perro ladra todo el día."),
        answers=(("kind", ("music", "dog", "machine", "car")), ("often", ("daily", "weekly", "sometimes"))),
    ),
    "neighbour-complaint": Kind(1.8, ("My neighbor blocks the gate and shouts at us.",), ("Mi vecino nos grita y bloquea la puerta.",)),
    "housing-condition": Kind(
        2.2,
        ("Mold in the bathroom, the landlord does nothing.", "No heat since {day}."),
        ("Hay moho y el dueño no hace nada.", "No hay calefacción."),
        answers=(("problems", (["mold"], ["pests"], ["heat", "water"], ["wiring"])), ("told", ("no", "no"))),
    ),
    "unpermitted-building": Kind(0.8, ("They built a second unit in the garage.",), ("Construyeron un cuarto en el garaje.",)),
    "encampment": Kind(
        3.0,
        ("Tents by the underpass, someone seems ill.", "A family sleeps in a van near the {thing}."),
        ("Hay carpas debajo del puente.",),
        (("refer", "referred", 5.0), ("fix", "fixed", 3.0), ("end", "nothing-found", 1.0)),
    ),
    "welfare-concern": Kind(0.8, ("I have not seen the old man next door this week.",), ("No he visto a mi vecina mayor esta semana.",)),
}  # fmt: skip
THINGS = ("bus stop", "park", "school", "creek", "mailboxes", "railroad crossing")
THINGS_ES = ("parada", "parque", "escuela", "arroyo", "buzón", "cruce del tren")
COLOURS = ("White", "Silver", "Black", "Red", "Green", "Tan")
COLOURS_ES = ("blanco", "gris", "negro", "rojo", "verde", "café")
CARS = ("pickup", "sedan", "van", "camper", "hatchback")
DAYS = ("Monday", "Tuesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST = (
    "Ana", "Luis", "Maria", "Jose", "Carmen", "Rosa", "Pedro", "Elena", "Tom", "Linda", "Grace", "Sam", "Olivia", "Noah",
    "Priya", "Wei", "Fatima", "Dmitri", "Hana", "Marcus",
)  # fmt: skip
LAST = (
    "Rivas", "Cordova", "Salcedo", "Beltran", "Quiroga", "Arriaga", "Whitlow", "Hargrave", "Tennant", "Okafor", "Nakai", "Sandhu",
    "Lindqvist", "Marchetti", "Bowden", "Castellan",
)  # fmt: skip
NOTES = (
    "Owner lives out of town, letter sent.", "Same address as last spring.", "Crew booked through Public Works.",
    "Went by at noon, nobody there.", "Resident called again, told them the day.",
)  # fmt: skip
QUESTIONS = (
    ("Which side of the street is it on?", "The north side, next to the blue house.",
     "¿De qué lado de la calle está?", "Del lado norte, junto a la casa azul."),
    ("Is it still there today?", "Yes, it is still there.", "¿Sigue ahí hoy?", "Sí, sigue ahí."),
    ("Can you send us a picture?", "I will try tomorrow.", "¿Nos puede mandar una foto?", "Mañana intento."),
)  # fmt: skip
REOPENED = ("It is back.", "Only half of it is gone.", "Nobody came.", "Sigue igual.")
NOT_FOUND = (
    "the alley past the church with the blue door", "junto a la reja verde, atrás del canal",
    "where the old cannery was, by the loading dock",
)  # fmt: skip
"""Places as residents say them; no map of the city knows them."""
