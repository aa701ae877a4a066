"""What a later printing is to an earlier one: for each rule an example, and a counter-example that it must not take."""

from datetime import UTC, datetime, timedelta

import pytest

from normalize.relations import Relation, judge, read_printing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEAD = (
    "The harbour council of Norvik voted on Monday to rebuild the eastern breakwater after two winters of heavy storm "
    "damage, Mayor Ana Petrov said. "
)
REST = (
    "Work would begin in June and cost 90 million crowns, half of which the state had promised in autumn. "
    "Fishermen have asked for the wall since the trawler Aurora sank at its moorings in the gale of last January, when "
    "waves of 11 metres went over the quay. Engineers will drive piles of oak and concrete into the sea bed before "
    "they lay 45,000 tonnes of stone that were ordered abroad. The council's opposition said it would vote against "
    "the plan when it comes back for a second reading, because no more than 3 firms had been asked for a price."
)
STORY = LEAD + REST
ADDED = (
    "The union of dockers said on Tuesday that it welcomed the plan and hoped that most of the jobs would go to people "
    "of the town, where every seventh worker is without one. "
)
OTHER_ADDED = (
    "A spokeswoman for the shipping line told reporters that ferries to the islands would sail from the western quay "
    "until the work was done, and that fares stay as they are. "
)
HEADLINE = "Norvik council to rebuild breakwater"
REPORT = "Prices of barley were steady in quiet trade, with buyers waiting for the first figures of the new crop."
DIVIDEND = "Qtly div {} cts vs {} cts prior. Pay April 15. Record March 31."
RESERVES = (
    "Balances of the treasury at the central bank rose to {} billion crowns from {} billion the day before, the bank "
    "said. Tax accounts held {} billion, and bank notes in circulation came to {} billion crowns."
)
DEALS = (
    "{} said it is raising {} million crowns through an offering of convertible notes due {} with a coupon of {} "
    "percent and par pricing. The notes can be changed into common stock at {} crowns a share, a premium of {} percent "
    "over the price at which the stock closed when terms of the debt were set on the exchange today by underwriters."
)


def printing(body=STORY, headline=HEADLINE, place="Norvik", move=None, hours=0.0):
    return read_printing(headline, body, (place,) if place else (), move, NOON + timedelta(hours=hours))


def told(earlier, later):
    verdict = judge(earlier, later)
    return verdict.relation, verdict.rule


COPY, VERSION, DIFFERENT = Relation


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(printing(hours=60), id="word-for-word-days-later"),
        pytest.param(printing(headline="Wall to rise again by summer", hours=2), id="another-headline"),
        pytest.param(printing(LEAD, hours=2), id="cut-to-its-lead"),
        pytest.param(printing(STORY[:400], place="", hours=2), id="cut-amid-a-sentence-without-dateline"),
        pytest.param(printing(STORY.replace("90 million", "90 mln").replace("harbour", "harbor")), id="respelled"),
        pytest.param(printing(STORY.replace(" said", " stated"), hours=2), id="a-word-changed-throughout"),
        pytest.param(printing(LEAD + REST[102:], hours=2), id="a-sentence-left-out"),
        pytest.param(printing(f"{STORY} He gave no names.", hours=2), id="a-few-words-added"),
        pytest.param(printing(move="RPT", hours=2), id="sent-again"),
    ],
)
def test_copies(later):
    assert told(printing(), later) == (COPY, "same text")


@pytest.mark.parametrize(
    ("later", "rule"),
    [
        pytest.param(printing(LEAD + ADDED + REST, hours=2), "words added", id="a-paragraph-added"),
        pytest.param(printing(STORY + ADDED, hours=2), "words added", id="a-paragraph-added-below"),
        pytest.param(printing(STORY.replace("90", "95"), hours=2), "figures changed", id="one-figure-changed"),
        pytest.param(printing(move="CORRECTED", hours=2), "wire move", id="corrected"),
        pytest.param(printing(LEAD, move="UPDATE 1", hours=2), "wire move", id="an-update-cut-short"),
        pytest.param(printing(move="WRAPUP 1", hours=2), "wire move", id="a-wrap-up"),
    ],
)
def test_versions(later, rule):
    assert told(printing(), later) == (VERSION, rule)


def test_a_long_text_is_a_copy_wherever_it_is_dated():
    later = printing(STORY + OTHER_ADDED, "Wall to rise again", "London", hours=2)
    assert told(printing(STORY + OTHER_ADDED), later) == (COPY, "same text")


def test_one_update_printed_twice_is_a_copy_and_the_next_is_a_version():
    update = printing(move="UPDATE 1")
    assert told(update, printing(move="UPDATE 1", hours=1))[0] is COPY
    assert told(update, printing(move="UPDATE 2", hours=1))[0] is VERSION


def test_one_figure_of_a_text_that_was_cut_does_not_make_a_version():
    """Half of the text went, and with it the context that tells a correction from a rewrite."""
    cut = STORY[:330].replace("90 million", "92 million")
    assert told(printing(), printing(cut, hours=2))[0] is COPY


@pytest.mark.parametrize(
    ("earlier", "later", "rule"),
    [
        pytest.param(
            printing(),
            printing(OTHER_ADDED + ADDED * 2, "Dockers hope for jobs"),
            "too little in common",
            id="another-story",
        ),
        pytest.param(
            printing(REPORT, "Barley steady at Norvik"),
            printing(REPORT, "Barley steady at Ostby", "Ostby", hours=1),
            "another place",
            id="two-towns",
        ),
        pytest.param(
            printing(f"{REPORT} {ADDED}", "Norvik market report"),
            printing(f"{REPORT} {ADDED}", "Ostby dealers report", "Ostby", hours=1),
            "another place",
            id="two-towns-in-more-words",
        ),
        pytest.param(
            printing(DIVIDEND.format(9, 9), "Lockwood sets quarterly"),
            printing(DIVIDEND.format(9, 9), "Gravesend in payout", hours=1),
            "another subject",
            id="two-companies",
        ),
        pytest.param(
            printing(f"{DIVIDEND.format(9, 9)} Note: Alder Income Fund.", "Alder funds set payout for month"),
            printing(f"{DIVIDEND.format(9, 9)} Note: Birch Income Fund.", "Alder trusts set payout in month", hours=1),
            "another name",
            id="two-funds-of-one-house",
        ),
        pytest.param(
            printing(DIVIDEND.format(9, 9), "Lockwood Energy in payout"),
            printing(DIVIDEND.format(8, 8), "Lockwood Shipping sets quarterly", hours=1),
            "another figure",
            id="two-companies-of-one-name",
        ),
        pytest.param(
            printing(RESERVES.format(3, 2.7, 7.6, 10.6), "Treasury balances rise"),
            printing(RESERVES.format(3.2, 3, 8.1, 10.9), "Treasury balances rise", hours=24),
            "a template filled again",
            id="the-next-days-balances",
        ),
        pytest.param(
            printing(REPORT.replace("steady", "at 104 crowns"), "Barley steady"),
            printing(REPORT.replace("steady", "at 105 crowns"), "Barley steady", hours=24),
            "another day's figures",
            id="the-next-days-price",
        ),
        pytest.param(
            printing(DEALS.format("Lockwood Corp", 140, 2037, 5.5, 54.5, 25.8), "Lockwood sells convertible notes"),
            printing(DEALS.format("Gravesend Inc", 140, 2037, 5.5, 54.5, 27), "Gravesend sells convertible notes"),
            "another name in the opening",
            id="two-issuers",
        ),
        pytest.param(
            printing(LEAD, HEADLINE),
            printing(f"{ADDED}{OTHER_ADDED}Mayor Ana Petrov said that work would begin.", HEADLINE),
            "too little in common",
            id="one-headline-over-two-stories",
        ),
    ],
)
def test_different_stories_in_like_words(earlier, later, rule):
    assert told(earlier, later) == (DIFFERENT, rule)


def test_a_table_mended_within_hours_is_a_version():
    """Four figures of five are others, as in the next day's table; headline and hour say that these were wrong."""
    first = printing(RESERVES.format(3, 2.7, 7.6, 10.6), "Treasury balances rise")
    assert told(first, printing(RESERVES.format(3.2, 3, 8.1, 10.6), "Treasury balances rise", hours=1))[0] is VERSION


def test_a_short_text_reheadlined_of_one_subject_is_a_copy():
    first = printing(DIVIDEND.format(9, 9), "J.P. Lockwood in payout")
    assert told(first, printing(DIVIDEND.format(9, 9), "JP Lockwood sets quarterly", hours=1))[0] is COPY
    assert told(printing(REPORT, ""), printing(REPORT, "", hours=1))[0] is COPY


def alert(headline, hours=0.0, body="Details to follow.", move=None):
    return printing(body, headline, "", move, hours)


RATE = "Bank of Norvia leaves base rate at 4.5 pct"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(alert(RATE.upper(), 1), (COPY, "same text"), id="in-capitals"),
        pytest.param(alert(f"{RATE} - governor", 1, "More soon."), (COPY, "same text"), id="with-its-source"),
        pytest.param(alert(RATE.upper(), 1, f"{RATE}. More soon."), (COPY, "same text"), id="repeated-in-the-body"),
        pytest.param(alert(RATE, 40), (DIFFERENT, "a flash sent again"), id="the-next-meeting"),
        pytest.param(
            alert(RATE.replace("Norvia", "Ostland"), 1), (DIFFERENT, "a flash of another name"), id="another-bank"
        ),
        pytest.param(alert(RATE.replace("4.5", "5"), 1), (DIFFERENT, "a flash of another figure"), id="another-rate"),
        pytest.param(alert(RATE.replace("4.5", "5"), 1, move="CORRECTED"), (VERSION, "wire move"), id="corrected"),
        pytest.param(
            alert("Bank of Norvia leaves governor in office after vote in parliament", 1),
            (DIFFERENT, "too little in common"),
            id="another-alert",
        ),
    ],
)
def test_alerts_are_told_by_their_headlines(later, expected):
    assert told(alert(RATE), later) == expected


def test_an_alert_in_other_words_is_another():
    one = alert("Norvia says rate stays put at four and more talks will be held in Ostby next week with the bank")
    other = alert("Norvia says rate stays put at four", 1, "And there the matter rests for all who hold bonds")
    assert told(one, other)[0] is not VERSION


@pytest.mark.parametrize("body", ["", "word", "one two three", "\ud800", "word " * 900_000])
def test_no_text_is_too_short_or_too_long_to_be_judged(body):
    alone = printing(body, "", "")
    assert told(printing(), alone)[0] is DIFFERENT
    assert told(alone, printing())[0] is DIFFERENT
    assert (told(alone, alone)[0] is COPY) is bool(alone.wording.words)


def test_articles_without_a_word_are_no_copies():
    assert told(printing("", "", ""), printing("", "", "")) == (DIFFERENT, "too little in common")


def test_a_text_that_is_another_ones_footer_is_no_copy_of_it():
    footer = "Sign up for our letter and read the news of the coast every morning."
    longer = printing(f"{STORY} {footer}")
    assert told(longer, printing(footer, "Letter of the coast", "", hours=1))[0] is DIFFERENT


def test_the_better_verdict_has_the_greater_rank():
    """A copy that was cut is like the story and like its update; it is the story's, which holds less besides."""
    cut = printing(STORY[:400], hours=3)
    of_story = judge(printing(), cut)
    of_update = judge(printing(STORY + ADDED + OTHER_ADDED, move="UPDATE 1", hours=1), cut)
    of_corrected = judge(printing(move="CORRECTED", hours=1), cut)
    as_version = judge(printing(LEAD), printing())
    assert of_story.rank > of_update.rank
    assert of_story.rank > of_corrected.rank
    assert of_update.rank > as_version.rank
    assert of_story.conflicts == 0


def test_texts_of_scripts_without_spaces():
    text = (
        "港湾評議会は月曜日、二度の冬の嵐で大きな被害を受けた東側の防波堤を再建することを決めた。市長は工事が六月に始まると述べた。"
        "費用は九億クローネで、半分は国が負担する。漁師たちは昨年一月の嵐で船が沈んで以来、堤防の再建を求めていた。"
    )
    one = printing(text, "防波堤を再建へ", "")
    assert told(one, printing(text[:70], "港の防波堤", "", hours=1))[0] is COPY
    assert (
        told(
            one,
            printing(
                "経済産業省は新しい統計を発表し、大麦の価格は前年より高くなったことを明らかにした。" * 3, "大麦高", ""
            ),
        )[0]
        is DIFFERENT
    )
