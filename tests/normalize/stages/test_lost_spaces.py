"""Words that a stripped tag fused are parted where the document shows them apart; names and brands stay whole."""

import pytest

from normalize.stages.lost_spaces import mend_lost_spaces


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param(
            "Emmanuel Macron flew, althoughMacron has yet to say.", "although Macron", id="small-word-and-name"
        ),
        pytest.param(
            "The talks of Putin. He said talksPutin held failed.", "talks Putin", id="word-that-stands-elsewhere"
        ),
        pytest.param("Lost in the Hills. A walk in the HillsIn May it rained.", "Hills In", id="heading-and-sentence"),
        pytest.param("Abandoned across the country.The child lives.", "country. The", id="sentence"),
        pytest.param("Who knew?She did.", "knew? She", id="question"),
        pytest.param("Call 112.Police came, the Police left, Police said.", "112. Police", id="figure"),
        pytest.param("Nobody has said it for many years.A crowd came.", "years. A", id="one-letter-word"),
        pytest.param("La premier rivela:«La svolta»", ": «", id="guillemet"),
        pytest.param("ঘটনা ঘটে।হামলাকারী পালায়", "। ", id="danda"),
    ],
)
def test_a_lost_space_is_put_back(document, text, fixed):
    assert [fixed] == [repair.fixed for repair in mend_lost_spaces(document(text)).repairs]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Donald met McDonald; Mc is short. Donald left.", id="mcdonald"),
        pytest.param("Santis is where DeSantis is from.", id="desantis"),
        pytest.param("Guardia met LaGuardia.", id="laguardia"),
        pytest.param("The Phone that is an iPhone.", id="iphone"),
        pytest.param("Bay area traders on eBay.", id="ebay"),
        pytest.param("You take the Tube to see YouTube.", id="youtube"),
        pytest.param("He is on LinkedIn now.", id="linkedin"),
        pytest.param("An easy Jet set: easyJet and easyJet again.", id="easyjet"),
        pytest.param("Read it on Booking.com or Node.js or U.S. soil.", id="addresses-and-abbreviations"),
        pytest.param("Mail to ann@harbor.The or see www.harbor.The/x", id="mail-and-web"),
        pytest.param("See harbor.The.Com for more, the Com said, The end.", id="address-of-three-parts"),
        pytest.param("He plays for St.Pauli, said Dr.Smith. Pauli and Smith, Pauli and Smith.", id="titles"),
        pytest.param("He said «La svolta» here", id="guillemet-after-a-space"),
        pytest.param("An unknownWord stands here alone.", id="no-proof"),
    ],
)
def test_names_brands_and_addresses_stay_whole(document, text):
    read = document(text)
    assert mend_lost_spaces(read) is read


def test_likely_seams_are_parted_where_many_spaces_were_surely_lost(document):
    sure = "It came.The end came.He left.She stayed.They met."
    repairs = mend_lost_spaces(document(f"{sure} Found alive.Initially lost. DataThe boy SurvivesOne")).repairs
    assert {"alive. Initially", "Data The", "Survives One"} <= {repair.fixed for repair in repairs}


def test_a_brand_is_not_parted_even_then(document):
    sure = "It came.The end came.He left.She stayed.They met."
    assert "LinkedIn" not in {repair.raw for repair in mend_lost_spaces(document(f"{sure} On LinkedIn too")).repairs}
