"""find_subscriptions takes calls to subscribe, and only them."""

import pytest

from normalize.stages.subscriptions import find_subscriptions


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Sign up for our newsletter", id="en"),
        pytest.param("Get the day's top stories delivered to your inbox every morning.", id="en-inbox"),
        pytest.param("Jetzt Anmelden!", id="de"),
        pytest.param("Il vous reste 57.09% de cet article à lire.", id="fr-paywall"),
        pytest.param("Suscríbete a nuestro boletín", id="es"),
        pytest.param("Assine a newsletter", id="pt"),
        pytest.param("Iscriviti alla newsletter", id="it"),
        pytest.param("Zaloguj się", id="pl"),
        pytest.param("Подпишитесь на рассылку", id="ru"),
        pytest.param("Abonelik İşlemleri", id="tr"),
        pytest.param("اشترك في النشرة البريدية", id="ar"),
        pytest.param("立即订阅", id="zh"),
        pytest.param("会員登録", id="ja"),
    ],
)
def test_a_call_to_subscribe_is_placed(place_of, line):
    assert place_of(find_subscriptions, line) == "subscribe"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "In ihrem Newsletter warf sie dem Betreiber vor, die Warnung überhört zu haben.", id="in-a-sentence"
        ),
        pytest.param(
            "Farmers can sign up for the programme until the end of the month, the ministry said.", id="sign-up"
        ),
        pytest.param("Registration of ships", id="sub-head"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line):
    assert place_of(find_subscriptions, line) == "body"
