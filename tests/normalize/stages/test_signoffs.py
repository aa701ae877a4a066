"""find_signoffs takes what says that the story ends here."""

import pytest

from normalize.stages.signoffs import find_signoffs


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Reuter", id="reuters-1987"),
        pytest.param("REUTER...", id="with-dots"),
        pytest.param("AFP sn", id="aap"),
        pytest.param("dpa wsz jln npr", id="dpa"),
        pytest.param("AP-WF-08-29-16 1626GMT<", id="ap-trailer"),
        pytest.param("xx/yy/zz", id="desk-initials"),
        pytest.param("ends", id="pa"),
        pytest.param("(END)", id="yonhap"),
        pytest.param("Enditem", id="xinhua"),
        pytest.param("(more)", id="take"),
        pytest.param("(SOURCE: AG/AG/ag)", id="source-initials"),
        pytest.param("red, ORF.at/Agenturen", id="desk"),
        pytest.param("/TT", id="tt"),
        pytest.param("Keywords: GOLF PGA/PLAYOFF", id="terminal"),
    ],
)
def test_a_sign_off_is_placed(place_of, line):
    assert place_of(find_signoffs, line) == "signoff"


@pytest.mark.parametrize(
    ("line", "signoff"),
    [
        pytest.param("The mayor died in 2017, the family said. (nz)", "(nz)", id="initials"),
        pytest.param("The ministers will meet again in May, he said. PTI", "PTI", id="pti"),
        pytest.param("Řekl to mluvčí přístavu v pondělí večer v Praze. (ČTK)", "(ČTK)", id="ctk"),
    ],
)
def test_a_sign_off_at_the_end_of_the_last_paragraph_is_cut_off(after, page, shown, line, signoff):
    judged = shown(after(page(below=line), find_signoffs))
    assert judged[-2:] == [("body", line.removesuffix(signoff).strip()), ("signoff", signoff)]


def test_a_last_line_of_hard_wrapped_copy_is_cut_off(document, shown):
    read = document("The accord was reached last weekend and ran\n REUTER")
    joined = find_signoffs(read)
    assert shown(joined)[-1] == ("signoff", "REUTER") or shown(joined)[-1][1] == "REUTER"


def test_the_block_for_editors_goes_to_the_last_line(after, page, shown):
    below = "# dpa NOTEBOOK|* * * *|## dpa Contacts|- Reporting by: Ann Lee|Tel: +49 30 2852 31472"
    judged = shown(after(page(below=below), find_signoffs))
    assert [place for place, _ in judged] == ["body"] * 3 + ["signoff"] * 5


@pytest.mark.parametrize(
    ("line", "where"),
    [
        pytest.param("More", "above", id="above-the-story"),
        pytest.param("Reuter", "inside", id="inside-the-story"),
        pytest.param("EFE EFE", "below", id="capitals-are-no-initials"),
        pytest.param("(Alden on Tuesday announced the deal.)", "below", id="paragraph-in-parentheses"),
        pytest.param("The pilots call it the swell (sw).", "below", id="parenthesis-before-the-stop"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line, where):
    assert place_of(find_signoffs, line, where) == "body"
