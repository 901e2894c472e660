"""WhatsApp templates as UChat sends them: one flat object of parameters."""

from collections.abc import Mapping

from services.channels.whatsapp.templates import Template, check, is_address, variables
from services.trouble import Trouble


def params(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """ "BODY_{{1}}": … and "HEADER_IMAGE": …; the file of a header without an address is left to the sender.

    Raises Trouble as `check` does, and "template.unsupported" for a variable of a button: UChat names none for it.
    """
    check(template, values)
    found = {}
    for each in variables(template):
        value = values[each.key].strip()
        if each.part == "button":
            raise Trouble("template.unsupported", what=f"BUTTON_{each.name}")
        if each.kind == "text":
            found[f"{each.part.upper()}_{{{{{each.name}}}}}"] = value
        elif is_address(value):
            found[f"HEADER_{each.kind.upper()}"] = value
    return found
