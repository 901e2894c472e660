"""The pictures of answering: what goes with a text, a note, and the template of a closed window with its voice."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit

from app.hands import click, type_text, until
from app.office import Office

Take = Callable[[Office, str], Awaitable[None]]
_VOICE = "Hola, ya está lista la terraza. Quedó con deck y parrilla."
_HOUR_MS = 3_600_000


async def writing(office: Office, take: Take) -> None:
    """In a conversation where one can write: a quote, a picture, a time; and a note."""
    composer, conversation = office.composer, office.conversation.conversation
    assert conversation is not None
    said = [each for each in office.house.store.messages(conversation.id) if each.direction == "in" and each.text]
    composer.reply_to(said[-1].id)
    picture, brought = QImage(640, 480, QImage.Format.Format_RGB32), QMimeData()
    picture.fill(Qt.GlobalColor.darkCyan)
    brought.setImageData(picture)
    composer.attaching.bring(brought)
    await until(lambda: composer.attaching.files)
    composer.later.choose(conversation.last_at + 30 * _HOUR_MS)
    await take(office, "writing")
    composer.later.choose(None)
    composer.attaching.clear()
    composer.quote.close_button.click()
    composer.go_to("note")
    type_text(composer.note_panel.editor, "El dueño baja a USD 182.000 si escritura este año. No decirlo todavía.")
    await take(office, "note")
    composer.note_panel.editor.clear()
    composer.go_to("text")


async def closed(office: Office, take: Take) -> None:
    """Where the window is closed: the picker, and the voice that waits behind it."""
    composer = office.composer
    booth, templates = composer.booth, composer.templates
    await until(lambda: templates.template is not None)
    composer.to_voice()
    type_text(booth.panel.editor, _VOICE)
    await until(booth.panel.make_button.isEnabled)
    click(booth.panel.make_button)
    await until(lambda: booth.speech.heard)
    await take(office, "voice-waiting")
    composer.go_to("template")
    await take(office, "window-closed-lacking")
    for field in templates.panel.form.findChildren(QLineEdit):
        if not field.text():
            type_text(field, "Ciudad de la Paz 2120")
    await take(office, "window-closed")
