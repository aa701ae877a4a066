"""The language is told from a few lines of prose, or not at all."""

import subprocess
import sys

import pytest

from normalize.stages.language import tell_language

ENGLISH = (
    "The prime minister said on Tuesday that the government would help households with the high price of energy, "
    "and that the opposition was welcome to join the talks in the capital at the end of the week."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(ENGLISH, "en", id="english"),
        pytest.param("A lobster died in the harbor, officials said.", "en", id="short-english"),
        pytest.param("ALCAN ALUMINIUM SAYS IT SETS STOCK SPLIT AND RAISES QUARTERLY", "en", id="english-headline"),
        pytest.param("Het kabinet wil dat de prijs van olie in het land lager is.", "nl", id="dutch-has-english-words"),
        pytest.param(
            "Die Bundesregierung will die Haushalte wegen der hohen Energiepreise unterstützen.", "de", id="german"
        ),
        pytest.param("Le gouvernement aidera les ménages face à la hausse des prix de l’énergie.", "fr", id="french"),
        pytest.param("Regeringen vil støtte husholdningerne på grund af de høje energipriser.", "da", id="danish"),
        pytest.param("Правительство поддержит семьи, заявил президент во вторник.", "ru", id="russian"),
        pytest.param("정부는 화요일 에너지 가격 상승으로 어려움을 겪는 가구를 지원하겠다고 밝혔다.", "ko", id="hangul"),
        pytest.param("日本銀行は金融政策決定会合を開き、金融緩和策を維持することを決めた。", "ja", id="kana"),
        pytest.param("中国国家主席习近平在北京会见了来访的外国领导人并发表讲话。", "zh", id="chinese"),
        pytest.param("นายกรัฐมนตรีกล่าวเมื่อวันอังคารว่ารัฐบาลจะสนับสนุน", "th", id="thai"),
        pytest.param("Home\n\nNews\n\nSport\n\n" + ENGLISH.replace("The", "the"), "en", id="menu-above-the-prose"),
        pytest.param(
            "https://example.org/article/some-words-in-it-that-do-not-count\n\n" + ENGLISH, "en", id="address-first"
        ),
        pytest.param("Vihmasadu \ud83d tabas Tallinna ja ujutas tänavad üle", "et", id="half-a-surrogate-pair"),
        pytest.param("12345 67.8 9", None, id="figures"),
        pytest.param("XY 12", None, id="a-few-letters"),
    ],
)
def test_language_is_told(document, text, language):
    assert language == tell_language(document(text)).value("language")


def test_a_language_that_the_format_states_is_kept(document):
    stated = document(ENGLISH).with_field("language", "sco", "newsItem/@xml:lang")
    assert tell_language(stated) is stated


def test_a_guess_from_a_dozen_letters_is_noted_as_doubtful(document):
    (note,) = tell_language(document("A lobster died.")).notes
    assert note.confidence == 0.5


def test_importing_the_chain_loads_no_model():
    loaded = "import sys, normalize.chain; print({'fasttext', 'ftfy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
