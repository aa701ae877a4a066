"""Tests of the errors of the store, as a family."""

import inspect
import pickle

import pytest

from storage import errors

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.StorageError)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_error_says_what_and_what_to_do_in_one_line(kind):
    told = str(kind("copydesk.db", "it is so"))
    assert told == f"copydesk.db: it is so; {kind.advice}"
    assert "\n" not in told


@pytest.mark.parametrize("kind", KINDS)
def test_each_error_comes_whole_out_of_another_process(kind):
    back = pickle.loads(pickle.dumps(kind("copydesk.db", "it is so")))  # noqa: S301 - our own bytes
    assert (type(back), back.subject, back.sentence) == (kind, "copydesk.db", "it is so")


def test_codes_tell_errors_apart():
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_in_the_docstring_names_each_error(kind):
    assert kind.__name__ in errors.__doc__


@pytest.mark.parametrize(
    ("kind", "transient"),
    [
        (errors.StoreLocked, True),
        (errors.StoreFull, True),
        (errors.StoreUnreachable, True),
        (errors.StoreCorrupt, False),
        (errors.SchemaTooOld, False),
        (errors.Unstorable, False),
        (errors.BooksUnbalanced, False),
    ],
)
def test_only_what_may_pass_by_itself_is_transient(kind, transient):
    assert kind.transient is transient
