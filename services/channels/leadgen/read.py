"""Reads Meta's Lead Ads: that a form was filled in. Meta sends only ids; a desk fetches the answers."""

from services.channels.facts import AnyFact, FormFilled, Update
from services.channels.loose import moment, obj, text


def read(update: Update) -> list[AnyFact]:
    """The form behind one entry."""
    value = obj(update.body.get("value"))
    lead = text(value.get("leadgen_id")).strip()
    if not lead:
        return []
    form, ad = text(value.get("form_id")), text(value.get("ad_id"))
    page = text(value.get("page_id")) or text(update.body.get("entry"))
    return [FormFilled(lead[:200], form, ad, page, moment(value.get("created_time"), update.at))]
