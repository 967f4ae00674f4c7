"""Languages: the catalogue that is looked up on the disk says what the standard library reads of it."""

from __future__ import annotations

import gettext

from inventory.ground.i18n import CATALOGUE, Catalogue
from tests import translations

COMPILED = CATALOGUE / "zh_CN.mo"


def test_every_message_is_said_as_the_standard_library_says_it():
    ours = Catalogue(COMPILED)
    with COMPILED.open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    messages = [key if isinstance(key, str) else key[0] for key in translations.in_catalogue()]
    assert len(messages) > 1000
    assert {one: ours.gettext(one) for one in messages} == {one: theirs.gettext(one) for one in messages}
    for n in (0, 1, 2):
        assert [ours.ngettext(one, "?", n) for one in messages] == [theirs.gettext(one) for one in messages]


def test_what_nobody_translated_is_said_as_it_is_written():
    ours = Catalogue(COMPILED)
    assert ours.gettext("~ nobody says this ~") == "~ nobody says this ~"
    assert [ours.ngettext("~ one ~", "~ several ~", n) for n in (1, 2)] == ["~ one ~", "~ several ~"]
