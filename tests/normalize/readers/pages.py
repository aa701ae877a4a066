"""Article pages written for the tests, in the manner of the systems that newsrooms publish with."""

LEAD = "The council of Harbor City voted on Monday to keep the old ferry, the port authority said."
SECOND = "Fares rise by two crowns in June, and the night boat sails on Fridays and Saturdays alone."
THIRD = "Ferry owners had asked for more. The unions called the vote a good day for the islands."
STORY = (LEAD, SECOND, THIRD)


def paragraphs(*texts: str) -> str:
    """The texts in p elements, the story where none are given."""
    return "".join(f"<p>{text}</p>" for text in texts or STORY)


def page(body: str, head: str = "<title>Old ferry stays</title>", attributes: str = "") -> str:
    """A whole page."""
    return f"<!doctype html><html {attributes}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/world>World</a></ul></nav>"
FOOTER = "<footer><p>Contact the Harbor Post</p><a href=/terms>Terms of use</a></footer>"
RELATED = (
    '<div class="related-posts"><h3><a href=/a>Bridge closes for repair</a></h3>'
    "<p>The bridge over the sound closes on Sunday for a week.</p></div>"
)
SHARE = '<div class="share-bar"><a href=/f>Facebook</a><a href=/x>Post</a></div>'
COMMENTS = (
    '<section id="comments"><div class=comment><p>I have always liked the old ferry and its crew.</p></div></section>'
)
