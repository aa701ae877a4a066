"""find_shares takes share bars, and only them."""

import pytest

from normalize.stages.shares import find_shares


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Share post:", id="seed-share-post"),
        pytest.param("Share on Facebook", id="verb-and-network"),
        pytest.param("FacebookTwitterLinkedInWhatsApp", id="fused-networks"),
        pytest.param("X", id="new-name-alone"),
        pytest.param("Email", id="button"),
        pytest.param("E-mail", id="button-with-hyphen"),
        pytest.param("Jetzt teilen auf:", id="de"),
        pytest.param("Partager sur Twitter", id="fr"),
        pytest.param("Compartir en WhatsApp", id="es"),
        pytest.param("Condividi su Facebook", id="it"),
        pytest.param("Deel dit artikel", id="nl"),
        pytest.param("Dela artikeln", id="sv"),
        pytest.param("Udostępnij artykuł", id="pl"),
        pytest.param("Sdílet na Facebooku", id="cs"),
        pytest.param("Megosztás Facebookon", id="hu"),
        pytest.param("Distribuie pe Facebook", id="ro"),
        pytest.param("Поделиться новостью", id="ru"),
        pytest.param("Поділитися новиною", id="uk"),
        pytest.param("Κοινοποίηση στο Facebook", id="el"),
        pytest.param("Haberi Paylaş", id="tr"),
        pytest.param("شارك المقال", id="ar"),
        pytest.param("שתפו בפייסבוק", id="he"),
        pytest.param("शेयर करें", id="hi-with-combining-marks"),
        pytest.param("শেয়ার করুন", id="bn-composed"),
        pytest.param("分享到：", id="zh"),
        pytest.param("この記事をシェア", id="ja"),
        pytest.param("기사 공유하기", id="ko"),
        pytest.param("Chia sẻ bài viết", id="vi"),
        pytest.param("Bagikan artikel ini", id="id"),
    ],
)
def test_a_share_line_is_a_share(place_of, line):
    assert place_of(find_shares, line) == "share"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Shares of the operator rose by four percent in early trading on Tuesday.", id="stock-story"),
        pytest.param("Likely voters", id="begins-like-a-verb"),
        pytest.param("The post office in the harbour was closed.", id="post-as-a-noun"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line):
    assert place_of(find_shares, line) == "body"


def test_a_networks_name_between_paragraphs_may_be_a_subhead(place_of):
    assert place_of(find_shares, "Facebook", "inside") == "body"


def test_a_share_bar_between_paragraphs_is_none(after, page, shown):
    judged = after(page(inside="Share|Facebook|Twitter"), find_shares)
    assert [place for place, text in shown(judged) if text in {"Share", "Facebook", "Twitter"}] == ["share"] * 3


def test_nothing_to_do_returns_the_same_document(document, page):
    read = document(page())
    assert find_shares(read) is read
