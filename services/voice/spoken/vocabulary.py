"""The words of the trade: abbreviations, letters that are said one by one, and nouns with their gender."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_A_NAME: Final = {
    "av": "avenida",
    "avda": "avenida",
    "avs": "avenidas",
    "bv": "bulevar",
    "blvd": "bulevar",
    "bvard": "bulevar",
    "blvr": "bulevar",
    "pje": "pasaje",
    "psje": "pasaje",
    "pza": "plaza",
    "pzta": "plazoleta",
    "diag": "diagonal",
    "autop": "autopista",
    "sr": "señor",
    "sra": "señora",
    "sres": "señores",
    "sras": "señoras",
    "srta": "señorita",
    "dr": "doctor",
    "dra": "doctora",
    "dres": "doctores",
    "lic": "licenciado",
    "ing": "ingeniero",
    "arq": "arquitecto",
    "esc": "escribano",
    "prof": "profesor",
    "gral": "general",
    "cnel": "coronel",
    "tte": "teniente",
    "cap": "capitán",
    "cmte": "comandante",
    "alte": "almirante",
    "brig": "brigadier",
    "pte": "presidente",
    "pdte": "presidente",
    "gob": "gobernador",
    "int": "intendente",
    "mons": "monseñor",
    "sta": "santa",
    "sto": "santo",
    "pcia": "provincia",
    "prov": "provincia",
    "loc": "localidad",
    "mz": "manzana",
    "mza": "manzana",
    "ref": "referencia",
    "cód": "código",
    "cod": "código",
    "tel": "teléfono",
    "tels": "teléfonos",
    "cel": "celular",
    "wsp": "guasap",
    "wpp": "guasap",
    "of": "oficina",
    "est": "estación",
    "esq": "esquina",
    "bº": "barrio",
    "b°": "barrio",
    "ed": "edificio",
    "edif": "edificio",
    "inmob": "inmobiliaria",
}
"""A dot after these never ends a sentence."""

AFTER: Final = {
    "amb": "ambientes",
    "ambs": "ambientes",
    "dpto": "departamento",
    "depto": "departamento",
    "dptos": "departamentos",
    "deptos": "departamentos",
    "dto": "departamento",
    "monoamb": "monoambiente",
    "dep": "dependencia",
    "dorm": "dormitorio",
    "dorms": "dormitorios",
    "hab": "habitación",
    "coch": "cochera",
    "coc": "cocina",
    "balc": "balcón",
    "lav": "lavadero",
    "terr": "terraza",
    "exp": "expensas",
    "expen": "expensas",
    "sup": "superficie",
    "cub": "cubiertos",
    "semicub": "semicubiertos",
    "desc": "descubiertos",
    "tot": "totales",
    "contraf": "contrafrente",
    "alq": "alquiler",
    "vta": "venta",
    "vdo": "vendo",
    "prop": "propiedad",
    "inm": "inmediata",
    "impec": "impecable",
    "excel": "excelente",
    "exc": "excelente",
    "lum": "luminoso",
    "créd": "crédito",
    "cred": "crédito",
    "hipot": "hipotecario",
    "esc": "escritura",
    "aprox": "aproximadamente",
    "etc": "etcétera",
    "máx": "máximo",
    "max": "máximo",
    "mín": "mínimo",
    "ej": "ejemplo",
    "pág": "página",
    "págs": "páginas",
    "hs": "horas",
    "mts": "metros",
    "mt": "metro",
    "uds": "ustedes",
    "ud": "usted",
    "dtos": "departamentos",
    "prov": "provincia",
    "admin": "administración",
    "adm": "administración",
    "inmob": "inmobiliaria",
    "mant": "mantenimiento",
    "serv": "servicio",
    "prof": "profesional",
    "fte": "frente",
    "cfte": "contrafrente",
    "opc": "opcional",
    "ubic": "ubicación",
    "orient": "orientación",
    "antig": "antigüedad",
    "cta": "cuenta",
    "ctas": "cuentas",
    "gtía": "garantía",
    "gtia": "garantía",
    "info": "información",
    "atte": "atentamente",
    "grs": "gramos",
    "km": "kilómetro",
    "kms": "kilómetros",
    "q": "que",
    "xq": "porque",
    "tmb": "también",
    "x": "por",
    "m2": "metros cuadrados",
    "m²": "metros cuadrados",
}
"""A dot after these may end the sentence too, and is then kept."""

WITH_DOT_ONLY: Final = _words(
    """
    adm brig cap cod cred dep desc ed ej esc est exc exp gob hab info ing inm int lav loc lum mant max min of prof
    prop prov pte ref serv sta sto sup terr tot
    """
)
"""Words of their own without the dot."""

SAID: Final = {
    "ph": "pe hache",
    "pb": "planta baja",
    "pa": "planta alta",
    "eeuu": "Estados Unidos",
    "rrhh": "recursos humanos",
    "wc": "doble ve ce",
    "ok": "okey",
    "tv": "te ve",
    "sum": "sum",
}
SPELLED: Final = _words("abl cbu cp cv dni gba gps icl id ipc pc qr srl uf usb vpn")
SLASHED: Final = {
    "c/u": "cada uno",
    "s/n": "sin número",
    "a/c": "aire acondicionado",
    "a/a": "aire acondicionado",
    "a/": "a ",
    "y/o": "y o",
    "c/": "con ",
    "s/": "sin ",
    "p/": "para ",
    "e/": "entre ",
    "d/": "de ",
    "x/": "por ",
}
AGAIN: Final = {
    "dto": ("descuento",),
    "dtos": ("descuentos",),
    "esc": ("escalera", "escribanía", "escritura"),
    "loc": ("local",),
    "prof": ("profundidad", "profesora"),
    "est": ("estacionamiento", "estado"),
    "ed": ("editorial",),
    "ref": ("refaccionado",),
    "lic": ("licenciada",),
    "ing": ("ingeniera", "ingreso"),
    "arq": ("arquitecta",),
    "int": ("interno", "interior"),
    "prop": ("propietario",),
    "cap": ("capital",),
}
"""What these may stand for as well, and only the reader knows."""

PHRASES: Final = {
    "bs as": "Buenos Aires",
    "cap fed": "Capital Federal",
    "c a b a": "caba",
    "g b a": "ge be a",
    "ee uu": "Estados Unidos",
    "p ej": "por ejemplo",
    "por ej": "por ejemplo",
    "s a": "ese a",
    "s r l": "ese erre ele",
    "r n": "ruta nacional",
    "r p": "ruta provincial",
    "p h": "pe hache",
    "p b": "planta baja",
    "p d": "posdata",
    "q e p d": "que en paz descanse",
    "f f c c": "ferrocarril",
    "ff cc": "ferrocarril",
    "d n i": "de ene i",
    "c p": "código postal",
    "u f": "u efe",
}
"""Abbreviations of several words; each has its dot."""

MALE: Final = _words(
    """
    ambiente ambientes baño baños dormitorio dormitorios piso pisos departamento departamentos depto deptos año
    años mes meses día días dia dias minuto minutos metro metros lote lotes toilette toilettes balcón balcones
    balcon local locales garante garantes recibo recibos perro perros gato gatos audio audios mensaje mensajes
    peso pesos dólar dólares dolar dolares cliente clientes interesado interesados patio patios mil millón
    millones kilómetro kilómetros sueldo sueldos pago pagos edificio edificios aviso avisos auto autos chico
    chicos hijo hijos ascensor ascensores vecino vecinos monoambiente monoambientes estacionamiento subsuelo
    subsuelos living vestidor llamado llamados euro euros millon folleto turno turnos lugar lugares cheque
    cheques candidato comprador compradores
    """
)
FEMALE: Final = _words(
    """
    hora horas habitación habitaciones habitacion cochera cocheras unidad unidades cuota cuotas semana semanas
    cuadra cuadras persona personas visita visitas foto fotos casa casas hectárea hectáreas propiedad
    propiedades opción opciones opcion terraza terrazas planta plantas plaza plazas llave llaves oficina
    oficinas mascota mascotas familia familias garantía garantías reserva reservas tasación tasaciones tasacion
    consulta consultas baulera bauleras suite suites pileta piletas parrilla parrillas expensa expensas noche
    noches vez veces copia copias firma firmas torre torres parada paradas línea líneas oferta ofertas casita
    estación estaciones escritura escrituras
    """
)
