"""The main job, end to end: real relay, real providers of the practice agency, each in a process of its own, and the
real window driven by clicks. And a round that cannot come true says which step failed."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app import check
from app.program import Program
from services.trouble import Trouble
from widgets.theme import Theme

ROOT = Path(__file__).resolve().parents[2]

STEPS = (
    "Abre la agencia de práctica",
    "El escritorio se pone al día",
    "Escribe un lead",
    "Se abre su conversación",
    "Se escribe la respuesta y se pasa a voz",
    "Llegan las voces de la cuenta",
    "Generar: empieza a sonar",
    "La voz está entera",
    "Se oye entera, y se puede enviar",
    "Se envía, y Enviar ya termina la espera",
    "Vuelve «enviado»",
    "Vuelve «entregado»",
    "Vuelve «escuchado»",
    "La ventana muestra «escuchado»",
    "WhatsApp recibió los mismos bytes que se oyeron",
    "Lo que tomó el parlante es el sonido de esos bytes",
)


@pytest.mark.timeout(180)
def test_a_lead_writes_and_hears_the_answer(tmp_path: Path) -> None:
    environment = os.environ | {"STRATO_DATA_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "app.console", "--check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=170,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert tuple(re.findall(r"^ *\d+\.\d\d s  (.+)$", done.stdout, re.MULTILINE)) == STEPS
    assert not QImage(str(tmp_path / "check.png")).isNull()


def test_a_round_that_fails_names_its_step(
    qapp: QApplication, qloop: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    @asynccontextmanager
    async def shut(*_: Any) -> AsyncIterator[str]:
        raise Trouble("practice.not_started")
        yield ""

    monkeypatch.setattr(check, "practice", shut)
    program = Program(qapp, Theme(qapp, scheme="light"))
    qtbot.addWidget(program.window)
    task = qloop.create_task(check.Round(program, tmp_path).play())
    qtbot.waitUntil(task.done)
    assert task.result() == 1
    assert "FALLÓ: Abre la agencia de práctica (practice.not_started)" in capsys.readouterr().err


def test_a_bug_behind_the_window_fails_the_step(
    qapp: QApplication, qloop: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    program = Program(qapp, Theme(qapp, scheme="light"))
    qtbot.addWidget(program.window)

    @asynccontextmanager
    async def broken(*_: Any) -> AsyncIterator[str]:
        program.feed.report(ZeroDivisionError("a bug"))
        yield "{}"

    monkeypatch.setattr(check, "practice", broken)
    task = qloop.create_task(check.Round(program, tmp_path).play())
    qtbot.waitUntil(task.done)
    assert task.result() == 1
    assert "a bug" in capsys.readouterr().err
