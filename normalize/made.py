"""What becomes of one raw copy, as a value that goes to another process and back: an article, or why there is none.

The broad except round one document stands here: what it catches costs that document alone.
"""

import json
import traceback
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from ingest.raw import RawCopy
from normalize.article import Article
from normalize.as_json import article_as_json
from normalize.chain import Chain, build_chain
from normalize.document import Document
from normalize.errors import MachineGaveOut, NormalizeError
from normalize.explain import trace_of
from normalize.likeness import body_hash
from normalize.normalizer import normalize
from normalize.overrides import Overrides
from normalize.values import value

Task = tuple[RawCopy, Overrides]
"""A raw copy, and the overrides of the article that it is of, as far as that is known."""

_EMPTY = Document("", ())
_to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@value()
class Made:
    """An article, the name of its body, the chain that made it, its values but the body, its trace as JSON."""

    article: Article
    body_hash: str
    chain_version: str
    fields: Mapping[str, object]
    trace: bytes


@value()
class Refused:
    """Why a raw copy made no article. `trace` is where in the program it happened, for what has no name; else empty."""

    code: str
    sentence: str
    advice: str
    trace: str = ""


def make(raw_copy: RawCopy, chain: Chain, overrides: Overrides = ()) -> Made | Refused:
    """What the chain makes of one raw copy, with these overrides bound to it.

    Raises MachineGaveOut and MemoryError: the copy may not be to blame.
    """
    bound = chain.overridden(overrides)
    try:
        article = normalize(raw_copy, bound)
        return Made(
            article=article,
            body_hash=body_hash(article),
            chain_version=bound.version,
            fields=article_as_json(article),
            trace=_to_json(trace_of(article.document)).encode("utf-8", "surrogatepass"),
        )
    except NormalizeError as error:
        return Refused(error.code, str(error), error.advice)
    except MemoryError:  # a worker, whose memory is bounded, says which copy it was
        raise
    except OSError as error:  # normalizing reads no file but the program's own
        raise MachineGaveOut(f"{type(error).__name__}: {error}") from error
    except Exception as error:  # noqa: BLE001 - logged with its trace where it is quarantined
        return Refused("defect", f"{type(error).__name__}: {error}", "", traceback.format_exc())


def make_all(tasks: tuple[Task, ...]) -> tuple[Made | Refused, ...]:
    """What the chain makes of each of several raw copies, without its document: what is to be kept of it is in `trace`.

    Called in a worker, which builds the chain once.
    """
    return tuple(_slim(make(copy, _chain(), overrides)) for copy, overrides in tasks)


def _slim(made: Made | Refused) -> Made | Refused:
    return made if isinstance(made, Refused) else replace(made, article=replace(made.article, document=_EMPTY))


@cache
def _chain() -> Chain:
    return build_chain()
