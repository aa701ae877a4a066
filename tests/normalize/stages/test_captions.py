"""find_captions takes captions by their credit, however long, and leaves sentences."""

import pytest

from normalize.stages.captions import find_captions


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("A mother sells bread in Ecatepec, Tuesday, April 18, 2023. (AP Photo/Marco Ugarte)", id="ap"),
        pytest.param("FILE - A ferry leaves the harbour on March 1, 2024.", id="ap-file"),
        pytest.param("More than 3,000 papers have been released. (AP)", id="agency-in-parentheses"),
        pytest.param("The islands have been listed for sale. (Bespoke Real Estate)", id="name-in-parentheses"),
        pytest.param("Photo: Hau Dinh, AP", id="label-alone"),
        pytest.param("Gilt als Kandidat: Boris NadeschdinBild: Mikhail Sinitsyn/TASS/dpa", id="fused-label"),
        pytest.param("Prinz Harry, Herzog von Sussex. © Victoria Jones/PA Wire/dpa", id="owner"),
        pytest.param("Sophie Binet, à Matignon, à Paris, le 12 juillet 2023. BERTRAND GUAY / AFP", id="fr"),
        pytest.param("El ministro de Exteriores de Portugal, Paulo Rangel. EFE/ J.J. Guillén", id="es"),
        pytest.param("The temperature reached 32.7 celsius that day.The Associated Press", id="fused-agency"),
        pytest.param("Fotoğraf : Didem Mente/AA", id="tr"),
        pytest.param("Y bác sĩ nội soi cho bệnh nhân. Ảnh: Bệnh viện cung cấp", id="vi"),
        pytest.param("이재명 후보가 15일 순천시 유세에서 연설하고 있다. 연합뉴스", id="ko-agency"),
        pytest.param("이재명 후보가 순천시 유세에서 연설을 마치고 큰절을 올리고 있다. 고영권 기자", id="ko-reporter"),
        pytest.param("医护人员在献血浆时拍照留念。新华社记者 才扬 摄", id="zh"),
        pytest.param("Vargas Llosa (l.) auf Mallorca.", id="who-stands-where"),
        pytest.param("Titan in false colour. (c) NASA", id="owner-in-letters"),
        pytest.param(
            f"Fire is seen {'on the ferry ' * 18}via REUTERS NO RESALES. NO ARCHIVES.", id="long-with-legal-lines"
        ),
    ],
)
def test_a_caption_is_placed(place_of, line):
    assert place_of(find_captions, line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("(The operator on Tuesday announced that it had become the largest holder.)", id="paragraph"),
        pytest.param("He told Reuters that the ferries were safe.", id="quotes-an-agency"),
        pytest.param("The poll was made by Reuters/Ipsos.", id="agency-with-a-slash"),
        pytest.param('The party, left, "will not yield", he said.', id="quote"),
        pytest.param("By Ann Lee, Example Press", id="byline"),
        pytest.param("AFP/Harbour Post - news@example.org", id="address"),
        pytest.param("Wang will join its engine with Answer/DB (R) of the maker.", id="trade-mark"),
        pytest.param("Photographs of the storm were shown in court.", id="begins-like-a-label"),
        pytest.param("海况在周二好转", id="zh-line"),
        pytest.param("Отец и мать паромов", id="ru-line"),
    ],
)
def test_other_lines_stay(place_of, line):
    assert place_of(find_captions, line) == "body"


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("القاهرة (رويترز) - قال وزير النقل يوم الأربعاء إن افتتاح الجسر الجديد تأجل أسبوعين.", id="ar"),
        pytest.param("【東京＝共同】国土交通相は12日、川に架かる新しい橋の開通を二週間延期すると発表した。", id="ja"),
        pytest.param("Die Akte heißt elektronische Patientenakte (ePA)", id="not-the-agency"),
    ],
)
def test_an_agencys_mark_in_a_dateline_is_no_credit(place_of, paragraph):
    assert place_of(find_captions, paragraph) == "body"
