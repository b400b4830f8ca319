"""Recognises typed words that name a button instead of answering: « passer », « je ne sais pas », « retour »."""

from __future__ import annotations

from domain.french.text import fold_words
from domain.questionnaire.form import Key, Question
from domain.questionnaire.input import replies
from domain.questionnaire.input.replies import Reply

_BACK = frozenset("retour|revenir|revenir en arriere|retour en arriere|question precedente".split("|"))
_GO_ON = frozenset(
    "continuer|continue|continuons|on continue|suivant|suite|ok|okay|oui|d accord|c est parti|allons y|on y va"
    "|compris|j ai compris|pret|prete|tout est juste|c est bon|c est juste".split("|")
)
_DONE = frozenset("valider|je valide|valide|c est tout".split("|"))
_PASS = frozenset("passer|passe|je passe|passer pour l instant|on passe".split("|"))
_UNKNOWN = frozenset(
    "je ne sais pas|je sais pas|ne sais pas|sais pas|je ne sais pas trop|je sais pas trop|aucune idee|pas d idee"
    "|je n en sais rien|j en sais rien|jsp|je ne sais pas encore|je ne sais pas du tout".split("|")
)
_NOTHING = frozenset("rien|aucun|aucune|neant|ras|r a s|non|non merci|rien a signaler|rien de special".split("|"))


def match_button(question: Question, key: Key, text: str, skippable: bool) -> Reply | None:
    """The button the words name, when the question has it; None when they are, or may be, an answer.

    `skippable`: the question may be skipped now. « Je ne sais pas » is never the answer of a written question, nor is
    « rien » when the question is not required: they ask to skip it, which may be refused kindly.
    """
    words = fold_words(text)
    if words in _BACK:
        return replies.GoBack()
    if question.silent:
        return replies.Continue(key) if words in _GO_ON else None
    if question.type == "multi_choice" and words in _DONE:
        return replies.Submit(key)
    written = question.type in ("short_text", "long_text")
    if words in _UNKNOWN and question.unknown:
        return replies.DontKnow(key)
    if words in _UNKNOWN | _PASS and (skippable or written):
        return replies.Skip(key)
    return replies.Skip(key) if words in _NOTHING and written and (skippable or not question.required) else None
