"""Tests of reading wire moves and sluglines."""

import pytest

from normalize.moves import Move, MoveKind, read_move, slug_stem


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("UPDATE 2", Move(MoveKind.UPDATE, 2), id="numbered update"),
        pytest.param("WRAPUP 3", Move(MoveKind.UPDATE, 3), id="wrap-up series"),
        pytest.param("4th Ld-Writethru", Move(MoveKind.UPDATE, 4), id="numbered lead"),
        pytest.param("Zusammenfassung 2", Move(MoveKind.UPDATE, 2), id="german summary"),
        pytest.param("CORRECTED-UPDATE 2", Move(MoveKind.CORRECTION, 2), id="correction of an update"),
        pytest.param("CORRECTED", Move(MoveKind.CORRECTION, None), id="bare correction"),
        pytest.param("Korrektur", Move(MoveKind.CORRECTION, None), id="german correction"),
        pytest.param("RECTIFICATIF", Move(MoveKind.CORRECTION, None), id="french correction"),
        pytest.param("REFILE", Move(MoveKind.REFILE, None), id="refile"),
        pytest.param("RPT-UPDATE 1", Move(MoveKind.UPDATE, 1), id="repeated update"),
        pytest.param("KILL", Move(MoveKind.KILL, None), id="kill"),
        pytest.param("ADVISORY-KILL", Move(MoveKind.KILL, None), id="advisory kill"),
        pytest.param("WITHDRAWN", Move(MoveKind.KILL, None), id="withdrawn"),
        pytest.param("Ld-Writethru,0500", Move(MoveKind.UPDATE, None), id="a word count is no number"),
        pytest.param("ADVISORY", None, id="an advisory alone makes no version"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none printed"),
    ],
)
def test_read_move(printed, expected):
    assert read_move(printed) == expected


@pytest.mark.parametrize(
    ("slugline", "stem"),
    [
        pytest.param("HARBOUR-STORM/", "harbour-storm", id="slash at the end"),
        pytest.param("HARBOUR-STORM/ (UPDATE 2, PIX)", "harbour-storm", id="move in brackets"),
        pytest.param("HARBOUR-STORM/ (KILL)", "harbour-storm", id="kill in brackets"),
        pytest.param("UPDATE 1-HARBOUR-STORM", "harbour-storm", id="move in front"),
        pytest.param("BC-EU--Harbour-Storm,3rd Ld-Writethru,0500", "eu--harbour-storm", id="cycle, lead and count"),
        pytest.param("AM-Harbour Storm, Take 2", "harbour storm", id="take"),
        pytest.param("LEAD 2: Hafen", "hafen", id="german lead"),
        pytest.param("Lead-Pipes/Water", "lead-pipes/water", id="a word that is also a mark stays"),
        pytest.param("Killers-Trial", "killers-trial", id="a longer word stays"),
        pytest.param("KILL", None, id="nothing but a mark"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none printed"),
    ],
)
def test_slug_stem(slugline, stem):
    assert slug_stem(slugline) == stem
