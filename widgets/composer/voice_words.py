"""A voice in words: what kind it is, who seems to speak, and in which language."""

from services.voice import Model, Price, VoiceOption, VoiceSettings
from widgets import words
from widgets.words import tr


def kind(voice: VoiceOption) -> str:
    """Where it comes from."""
    named = {
        "premade": tr("De ElevenLabs"),
        "cloned": tr("Clonada"),
        "professional": tr("Profesional"),
        "generated": tr("Diseñada"),
        "famous": tr("Famosa"),
        "high_quality": tr("De alta calidad"),
    }
    return named.get(voice.category, voice.category.capitalize())


def about(voice: VoiceOption) -> str:
    """With which accent, who speaks, in which languages, and its kind, in one line."""
    told = [voice.labels.get("accent", ""), _gender(voice), _age(voice), languages(voice), kind(voice)]
    return " · ".join(filter(None, told))


def languages(voice: VoiceOption) -> str:
    """Those it was verified in, else that of its label."""
    told = [_language(each) for each in voice.languages if each] or [_language(voice.language)]
    return ", ".join(dict.fromkeys(filter(None, told)))


def price(model: Model) -> str:
    """What a model costs and how much it says at once."""
    told = tr("{rate} créditos por carácter, hasta {limit} caracteres")
    rate = words.number(model.rate, 2).rstrip("0").rstrip(",")
    return told.format(rate=rate, limit=words.number(model.limit))


def some_of(price: Price) -> str:
    """What of it has to be asked for, where that is not simply all of it at once."""
    sentences = tr("{fresh} de {total} oraciones").format(fresh=price.fresh, total=price.sentences)
    parts = tr("en {count} partes").format(count=price.requests)
    some = 0 < price.fresh < price.sentences
    return " · ".join([sentences] * some + [parts] * price.long)


def manner(settings: VoiceSettings) -> str:
    """How it is to speak, in numbers, where that is not as usual."""
    usual, told = VoiceSettings(), []
    for name, value, otherwise in (
        (tr("estabilidad"), settings.stability, usual.stability),
        (tr("similitud"), settings.similarity, usual.similarity),
        (tr("estilo"), settings.style, usual.style),
        (tr("velocidad"), settings.speed, usual.speed),
    ):
        if value != otherwise:
            told.append(f"{name}{words.NBSP}{words.number(value, 2)}")
    return " · ".join(told)


def _gender(voice: VoiceOption) -> str:
    return {"male": tr("hombre"), "female": tr("mujer"), "neutral": tr("neutra")}.get(
        voice.labels.get("gender", "").lower(), ""
    )


def _age(voice: VoiceOption) -> str:
    told = voice.labels.get("age", "").lower().replace("-", "_").replace(" ", "_")
    return {"young": tr("joven"), "middle_aged": tr("de edad media"), "old": tr("mayor")}.get(told, "")


def _language(code: str) -> str:
    language, _, country = code.partition("-")
    named = {
        "es": tr("español"), "en": tr("inglés"), "pt": tr("portugués"), "it": tr("italiano"), "fr": tr("francés"),
        "de": tr("alemán"),
    }  # fmt: skip
    name = named.get(language.lower(), language)
    return f"{name} ({country})" if country else name
