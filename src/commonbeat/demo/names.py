"""Invented names: streets, people. Ordinary words, put together by the generator; no real person is meant."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


ORDINALS = _words("""
    First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth
    Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth
""")

# Downtown streets along the railway, from the south-west side to the north-east.
RAIL_STREETS = _words("""
    Cannery Packing Tower Railroad Depot Harvest Merchant Granger Court Plaza Library Olivo Laurel
    Poplar Acacia
""")

OLD_STREETS = _words("""
    Almond Apricot Ash Aspen Bay Birch Camellia Carob Cedar Cherry Chestnut Cypress Elder Elm Fig Fir
    Hazel Hickory Holly Ironwood Jasmine Juniper Linden Locust Magnolia Maple Mulberry Nectarine Oak
    Olive Palm Peach Pear Pecan Pepper Persimmon Pine Pistachio Plum Pomegranate Quince Redwood Rosemary
    Sage Spruce Sycamore Tamarack Walnut Willow Yucca Alder Buckeye Manzanita Toyon Sumac Clover Lupine
    Poppy Thistle Tule
""")

SPANISH_STREETS = _words("""
    Abeja Alondra Arroyo Avellano Brisa Cadena Camino Canela Casita Cereza Cielo Colina Cuervo Durazno
    Encino Estrella Faro Flores Fuente Garza Girasol Golondrina Granada Higuera Huerta Jardin Lago
    Laguna Lavanda Limon Loma Lucero Luna Madera Manzana Mirador Molino Naranjo Nogal Nube Olmo Paloma
    Parra Perla Piedra Pinar Prado Puente Rincon Rocio Roble Salvia Sauce Sendero Trigo Uva Valle Verano
    Viento Zafiro
""")

ESTATE_FIRST = (
    (
        "Amber Autumn Bright Cotton Crystal Deer Dry Eagle Early Falcon Fern Fox Gentle Golden Grand Hidden High "
        "Ivory Kestrel Lark Little Lone Long Meadow Mill Misty Morning Noble Old Pebble Quail Quiet Rolling Russet "
        "Sandy Silver Spring Stone Summer Sun Swift Tall Timber Turtle Valley Warm West Wild Wind Winter"
    )
    .replace("Ivory", "Ivory")
    .split()
)

ESTATE_SECOND = _words("""
    Bluff Branch Bridge Brook Canyon Creek Crest Cross Dale Field Glen Grove Harbor Haven Hill Hollow
    Knoll Lake Leaf Mesa Mist Oak Park Pass Path Point Pond Ranch Reed Ridge Rock Run Shadow Slope Star
    Trail View Vine Vista Water Wood
""")

INDUSTRIAL_STREETS = _words("""
    Anvil Barrel Boxcar Cartage Commerce Conveyor Enterprise Foundry Freight Gin Hopper Industrial
    Loading Machine Pallet Piston Produce Silo Spur Storage Tank Turbine Warehouse Weighbridge Wheel
""")

RURAL_ROADS = [
    "Avenue 9",
    "Avenue 10",
    "Avenue 11",
    "Avenue 12",
    "Road 21",
    "Road 22",
    "Road 23",
    "Road 24",
    "Ditch Road",
    "Vineyard Road",
    "Dairy Road",
]

GIVEN = _words("""
    Adela Aaron Alma Amos Ana Andrea Arturo Beatriz Bruno Carla Cecilia Clara Daniel Dario Delia Diego
    Dora Edith Elena Eli Emilio Esther Eva Felix Flora Gabriel Grace Hector Hugo Ines Irene Isaac Iris
    Javier Joel Jonas Julia Karen Laura Leon Leticia Lucia Luis Marco Maria Martin Mateo Mercedes Miriam
    Nadia Nina Noah Nora Olga Omar Oscar Pablo Paula Peter Pilar Rafael Ramon Raul Rebecca Rita Rosa
    Ruben Ruth Samuel Sara Saul Silvia Simon Sofia Tomas Vera Victor Viola Walter Ximena Yolanda
""")

FAMILY = _words("""
    Abarca Aldway Alcott Almeira Arrieta Ashbury Baldrey Barrondo Belloso Bramwell Brinley Cabrales
    Caldera Carrow Cisneral Colby Cordray Corvera Dalby Delmonte Dorado Eastley Elizalde Escobedo
    Fairlie Farrant Galindez Garsive Goring Grijalva Hadlow Halvorn Hartwell Hinojal Ibarrola Ingleby
    Jaramil Keswick Kirwan Lanford Larrea Lindero Lomeli Machado Madrigal Marlowe Mendia Merriden
    Montoro Nardell Norbury Ocampo Olveira Orland Padron Palmerin Pedroza Penrose Quesada Quillan
    Ravello Redfern Rentera Rosales Rowley Sandoval Saravia Selwyn Serrato Stanway Talamante Tarbell
    Thorley Toledano Ulloa Underhay Urbina Valdivar Varela Verdugo Wakely Westbrook Winslade Yanez
    Yarrow Zaldivar Zamorel
""")
