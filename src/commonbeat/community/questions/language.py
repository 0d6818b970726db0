"""Which of our languages a short message is in."""

from __future__ import annotations

import re

from .crisis import plain

_SPANISH = """
    que por para como con los las una del donde cuando porque cual cuales quien esta estan hay mi su
    sus el la de y en es policia calle casa puedo puede hacer pregunta gracias hola mas pero sobre
    ustedes usted voto votar si no se le les nuestra nuestro escuela ruido carro carros noche vecino
    barrio tienen van han
"""
SPANISH = frozenset(_SPANISH.split())
_ENGLISH = """
    the what why how when where who is are do does did can will you your our my we they there to of
    in on and for a it police street house with about more have has been this that question please
    hi hello thanks vote yes no not school noise car cars night neighbor neighborhood
"""
ENGLISH = frozenset(_ENGLISH.split())


def language_of(text: str, otherwise: str = "en") -> str:
    """``en`` or ``es``.

    Args:
        text: what a person wrote.
        otherwise: when the words do not tell.
    """
    if re.search(r"[¿¡ñ]", text.casefold()):
        return "es"
    words = plain(text).split()
    spanish, english = (sum(word in known for word in words) for known in (SPANISH, ENGLISH))
    if spanish == english:
        return otherwise
    return "es" if spanish > english else "en"
