"""Where people look for a home: the neighbourhoods of Buenos Aires, its nicknames, and the towns around it."""

from typing import Final

_CITY: Final = """
Agronomía|Almagro|Balvanera|Barracas|Belgrano|Belgrano C|Belgrano R|Bajo Belgrano|Boedo|Caballito|Chacarita|Coghlan|
Colegiales|Barrio Norte|Barrio Chino|Abasto|Cañitas|Las Cañitas|Palermo|Palermo Chico|Palermo Hollywood|Palermo Soho|
Palermo Viejo|Palermo Nuevo|Botánico|La Boca|La Paternal|Paternal|Liniers|Mataderos|Monserrat|Monte Castro|
Nueva Pompeya|Pompeya|Núñez|Parque Avellaneda|Parque Chacabuco|Parque Chas|Parque Patricios|Parque Centenario|
Primera Junta|Puerto Madero|Recoleta|Saavedra|San Cristóbal|San Nicolás|San Telmo|Tribunales|Microcentro|Versalles|
Villa Crespo|Villa del Parque|Villa Devoto|Devoto|Villa General Mitre|Villa Lugano|Lugano|Villa Luro|Villa Ortúzar|
Villa Pueyrredón|Villa Real|Villa Riachuelo|Villa Santa Rita|Villa Soldati|Villa Urquiza|Urquiza|Vélez Sarsfield|
Vélez Sársfield|Barrio River|Barrio Parque|Floresta"""
_NORTH: Final = """
Vicente López|Olivos|La Lucila|Martínez|Acassuso|San Isidro|Beccar|Béccar|Victoria|Virreyes|San Fernando|Tigre|
Nordelta|Benavídez|Don Torcuato|General Pacheco|Pacheco|Escobar|Ingeniero Maschwitz|Maschwitz|Boulogne|Munro|
Villa Adelina|Carapachay|Villa Martelli|Florida Oeste|Villa Ballester|Ballester|José León Suárez|Villa Maipú"""
_WEST_AND_SOUTH: Final = """
Ramos Mejía|Ciudadela|Haedo|Castelar|Ituzaingó|Hurlingham|Villa Tesei|Merlo|Padua|Caseros|Villa Bosch|Ciudad Jardín|
El Palomar|Santos Lugares|Sáenz Peña|San Justo|La Tablada|Villa Luzuriaga|Avellaneda|Wilde|Bernal|Quilmes|Don Bosco|
Berazategui|Hudson|Lanús|Remedios de Escalada|Banfield|Lomas de Zamora|Temperley|Adrogué|Burzaco|Monte Grande|
Canning|Ezeiza|La Plata|City Bell|Gonnet"""
_ALSO_WORDS: Final = """
Once|Retiro|Flores|Constitución|Congreso|Centro|Florida|Pilar|Moreno|San Martín|Morón|Mitre|Victoria|Castelar|Rivadavia|
Martínez|Núñez|Avellaneda|Saavedra|Merlo|Escobar|Pacheco|Caseros|Hudson|Wilde|Padua|Mitre"""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(name.split()) for name in text.split("|")))


ALSO_WORDS: Final = frozenset(_listed(_ALSO_WORDS))
"""Names that are also a surname, a street, or a word of every day: they count only where a place is meant."""

ZONES: Final = tuple(
    dict.fromkeys((*_listed(_CITY), *_listed(_NORTH), *_listed(_WEST_AND_SOUTH), *_listed(_ALSO_WORDS)))
)
"""All of them, as they are written."""
