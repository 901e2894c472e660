"""Reads Meta's Lead Ads: that a form was filled in, and its answers where somebody put them in the body."""

from services.channels.facts import AnyFact, Identity, Met, Person, Update
from services.channels.loose import moment, obj, objects, text


def read(update: Update) -> list[AnyFact]:
    """The lead behind one entry. Meta sends only ids: name and numbers come with a later fact under the same id."""
    value = obj(update.body.get("value"))
    lead = text(value.get("leadgen_id"))
    if not lead:
        return []
    answers = {
        text(each.get("name")): text(next(iter(values), None)) if isinstance(values := each.get("values"), list) else ""
        for each in objects(value.get("field_data"))
    }
    identities: list[Identity] = [("lead", lead)]
    identities += [("phone", answers[name]) for name in ("phone_number", "phone") if answers.get(name)]
    identities += [("email", answers["email"].lower())] if "@" in answers.get("email", "") else []
    ids = {name: text(value.get(name)) for name in ("form_id", "ad_id", "page_id")}
    fields = {name: each for name, each in (ids | answers).items() if name and each and each != "0"}
    person = Person(tuple(identities), answers.get("full_name", ""), fields, f"Lead Ads {ids['form_id']}".strip())
    return [Met(person, moment(value.get("created_time"), update.at))]
