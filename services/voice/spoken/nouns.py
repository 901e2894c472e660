"""Nouns of the trade by their gender: what is counted agrees with them."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE: Final = _words(
    """
    ambiente ambientes baño baños dormitorio dormitorios piso pisos departamento departamentos depto deptos año
    años mes meses día días dia dias minuto minutos metro metros lote lotes toilette toilettes balcón balcones
    balcon local locales garante garantes recibo recibos perro perros gato gatos audio audios mensaje mensajes
    peso pesos dólar dólares dolar dolares cliente clientes interesado interesados patio patios mil millón
    millones kilómetro kilómetros sueldo sueldos pago pagos edificio edificios aviso avisos auto autos chico
    chicos hijo hijos ascensor ascensores vecino vecinos monoambiente monoambientes estacionamiento subsuelo
    subsuelos living vestidor llamado llamados euro euros millon folleto turno turnos lugar lugares cheque
    toil bño bños asc palo palos subte nivel niveles
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
    etapa etapas fase fases quincena quincenas calidad lucas gambas cocina cocinas sala salas
    estación estaciones escritura escrituras
    """
)
