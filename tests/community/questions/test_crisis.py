"""Cries for help are heard in both languages; what only sounds like one is not."""

import pytest

from commonbeat.community.questions.crisis import plain, scan


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "i dont want to live anymore",
        "I don't want to be here anymore. Nobody cares.",
        "thinking about ending my life tonight",
        "They would be better off without me",
        "I WANNA DIE",
        "I am suicidal, who can I talk to?",
        "me quiero matar",
        "Ya no quiero vivir",
        "voy a quitarme la vida",
        "Quiero morirme, no sé qué hacer",
        "¿A quién llamo? Tengo pensamientos suicidas",
        "ME TOMÉ TODAS LAS PASTILLAS",
    ],
)
def test_self_harm_is_heard(text: str):
    assert "self_harm" in scan(text).kinds


@pytest.mark.parametrize(
    "text",
    [
        "I will kill you all",
        "I'm going to shoot up the school tomorrow",
        "he says he will kill her",
        "My ex is going to kill me",
        "There is a bomb in the library",
        "gonna bring a gun to school",
        "los voy a matar",
        "Me van a matar si hablo",
        "Hay una bomba en la escuela",
        "dice que va a matar a mi hermana",
    ],
)
def test_threats_are_heard(text: str):
    assert "threat" in scan(text).kinds


@pytest.mark.parametrize(
    "text",
    [
        "someone is in my house right now",
        "He is hitting me please hurry",
        "a man has a knife outside",
        "my neighbor is being attacked right now",
        "I'm being followed",
        "send police now",
        "He won't let me leave",
        "están entrando a mi casa ahorita",
        "Me está pegando mi esposo",
        "trae una pistola afuera de la tienda",
        "¡Auxilio! me están siguiendo",
        "están disparando en la esquina",
        "no me deja salir",
    ],
)
def test_crimes_happening_now_are_heard(text: str):
    assert "crime_now" in scan(text).kinds


@pytest.mark.parametrize(
    "text",
    [
        "When should I call 911?",
        "Should we call 911 for loud music?",
        "¿Cuándo debo llamar al 911?",
        "How does text to 911 work?",
        "What do you do for suicide prevention?",
        "¿Qué hacen para la prevención del suicidio?",
        "How many shootings were there last year?",
        "I'm dying to know when the new station opens",
        "My mom is going to kill me if I get another ticket, how do I pay it?",
        "Mi mamá me va a matar, ¿cómo pago la multa?",
        "This heat will kill me. Are there cooling centers?",
        "Can you kill the lights at the park after 10?",
        "Who do I ask to shoot a video downtown?",
        "They will shoot fireworks again on July 4, can you stop it?",
        "Me muero por saber cuándo abre la academia",
        "Why was I stopped by an officer with a gun?",
        "Does the department have a gun buyback?",
        "He has a gun permit; may he carry it in a park?",
        "Someone broke into my car last week. What now?",
        "Robaron mi carro el mes pasado, ¿qué hago?",
        "How many officers were killed or hurt in 2025?",
        "My phone is going to die, can you answer fast?",
        "¿Por qué se quema tanto cable en el parque?",
        "va a disparar los precios la nueva multa?",
        "Was the man who was shot by police armed?",
        "I shoot myself in the foot with these forms",
        "Do officers carry naloxone for an overdose?",
    ],
)
def test_false_friends_raise_no_alarm(text: str):
    assert scan(text).kinds == ()


def test_spelling_accents_and_signs_do_not_matter():
    assert plain("¡YA no QUIERO,   vivír!") == "ya no quiero vivir"
    assert scan("K-i-l-l").kinds == ()
    assert scan("want to… die").kinds == ("self_harm",)


def test_several_kinds_at_once_and_the_words_that_told():
    found = scan("He has a gun to my head and I want to die")
    assert found.kinds == ("self_harm", "crime_now")
    assert "want to die" in found.words


def test_nothing_is_nothing():
    assert not scan("")
    assert not scan("  \n ")


def test_a_very_long_text_is_read_quickly():
    assert not scan("why is the street so loud " * 400)
