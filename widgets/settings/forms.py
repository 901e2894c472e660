"""The providers that an agency connects: what each is called, what it asks for, and the three steps to take there."""

from widgets.settings.connection import Form, Hook
from widgets.words import tr

HEADER = "X-Strato-Secret"
"""Where the relay looks for the secret of a flow's webhook."""


def forms() -> tuple[Form, ...]:
    """All of them, in the order of their cards."""
    return (_whatsapp(), _manychat(), _uchat(), _elevenlabs(), _leadgen())


def _meta_hook(field: str, where: str) -> Hook:
    return Hook(
        title=tr("Webhook en Meta"),
        address=tr("URL de devolución"),
        secrets={"app_secret": "App secret", "verify_token": tr("Token de verificación")},
        made=("verify_token",),
        steps=(
            tr("Guardá acá el App secret de tu app: está en Meta, en Configuración, Básica."),
            tr("En {where}, pegá la URL de devolución y el token de verificación, y tocá Verificar.").format(
                where=where
            ),
            tr("Suscribite al campo {field} y guardá.").format(field=field),
        ),
    )


def _flow_hook(provider: str, where: str) -> Hook:
    return Hook(
        title=tr("Webhook en {provider}").format(provider=provider),
        address=tr("URL del pedido"),
        secrets={"header_secret": tr("Secreto del encabezado")},
        made=("header_secret",),
        steps=(
            tr("Generá acá el secreto y guardalo."),
            tr("En {where}, creá un pedido POST con la URL y el encabezado {header} con el secreto.").format(
                where=where, header=HEADER
            ),
            tr("En el cuerpo elegí los datos completos del contacto, y probá el paso."),
        ),
        header=HEADER,
        rotates=True,
    )


def _whatsapp() -> Form:
    return Form(
        provider="whatsapp",
        title="WhatsApp Cloud API",
        mark="W",
        about=tr("Texto y notas de voz"),
        secrets={"token": tr("Token de acceso del sistema")},
        config={
            "phone_number_id": "Phone number ID",
            "business_account_id": tr("Id de la cuenta (WABA)"),
            "version": tr("Versión de Graph"),
        },
        brief={
            "token": "Token",
            "phone_number_id": tr("Número"),
            "business_account_id": tr("Cuenta"),
            "version": "Graph",
        },
        routes=("phone_number_id", "business_account_id"),
        hook=_meta_hook("messages", tr("WhatsApp, Configuración, Webhook")),
    )


def _manychat() -> Form:
    return Form(
        provider="manychat",
        title="ManyChat",
        mark="M",
        about=tr("Instagram, Messenger y más"),
        secrets={"token": tr("Clave de la API")},
        config={"page_id": tr("Id de la página"), "flow": tr("Automatización por defecto")},
        brief={"token": tr("Clave"), "page_id": tr("Página"), "flow": tr("Flujo")},
        routes=("page_id",),
        optional=("flow",),
        hints={"flow": tr("Ninguna")},
        hook=_flow_hook("ManyChat", tr("el flujo, Acciones, External Request")),
        limits=tr("sin voz en WhatsApp ni Instagram, sin acuse"),
    )


def _uchat() -> Form:
    return Form(
        provider="uchat",
        title="UChat",
        mark="U",
        about=tr("El bot y sus canales"),
        secrets={"token": tr("Token de la API")},
        config={
            "base_url": tr("Dirección de la API"),
            "flow_ns": tr("Bot (flow_ns)"),
            "flow": tr("Automatización por defecto"),
        },
        brief={"token": "Token", "flow_ns": "Bot", "flow": tr("Flujo")},
        routes=("flow_ns",),
        optional=("base_url", "flow_ns", "flow"),
        hints={
            "base_url": "https://www.uchat.com.au/api",
            "flow_ns": tr("f seguido de un número, como f12345"),
            "flow": tr("Ninguna"),
        },
        hook=_flow_hook("UChat", tr("Integraciones, Webhooks, o en un paso External Request")),
        limits=tr("la voz va por enlace"),
    )


def _elevenlabs() -> Form:
    return Form(
        provider="elevenlabs",
        title="ElevenLabs",
        mark="audio-lines",
        about=tr("Las voces de la agencia"),
        secrets={"api_key": tr("Clave de API")},
        config={"voice_id": tr("Voz de la agencia"), "model_id": tr("Modelo")},
        brief={"api_key": tr("Clave"), "voice_id": tr("Voz"), "model_id": tr("Modelo")},
    )


def _leadgen() -> Form:
    keys = {
        "mapping.name": tr("Pregunta del nombre"),
        "mapping.phone": tr("Pregunta del teléfono"),
        "mapping.email": tr("Pregunta del correo"),
    }
    return Form(
        provider="leadgen",
        title="Meta Lead Ads",
        mark="megaphone",
        about=tr("Formularios de Facebook e Instagram"),
        secrets={"token": tr("Token de la página")},
        config={"page_id": tr("Id de la página"), "version": tr("Versión de Graph"), **keys},
        brief={"token": "Token", "page_id": tr("Página"), "version": "Graph"},
        routes=("page_id",),
        optional=tuple(keys),
        hints={
            "mapping.name": "full_name, nombre…",
            "mapping.phone": "phone_number, teléfono…",
            "mapping.email": "email, correo…",
        },
        hook=_meta_hook("leadgen", tr("Webhooks, objeto Page")),
    )
