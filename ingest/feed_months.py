"""Names of the months in the languages that feeds are dated in, against the rule that they be English.

Full names and printed abbreviations, from the Unicode CLDR (common/main, calendars/gregorian); a shorter form is
found by its beginning, where all names that begin so mean one month.
"""

import unicodedata

_NAMES = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
tammi helmi maalis huhti touko kesa heina elo syys loka marras joulu
styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
leden unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec
ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
januara februara marca aprila maja juna jula augusta septembra oktobra novembra decembra
januar februar marec april maj junij julij avgust september oktober november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
januari februari maret april mei juni juli agustus september oktober november desember
gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січень лютии березень квітень травень червень липень серпень вересень жовтень листопад грудень
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април маи юни юли август септември октомври ноември декември
ιανουαριος φεβρουαριος μαρτιος απριλιος μαιος ιουνιος ιουλιος αυγουστος σεπτεμβριος οκτωβριος νοεμβριος δεκεμβριος
ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
"""

_ABBREVIATED = """
jan 1 feb 2 mar 3 apr 4 may 5 jun 6 jul 7 aug 8 sep 9 oct 10 nov 11 dec 12
mrt 3 mrz 3 maerz 3 mei 5 mai 5 maj 5 agt 8 sept 9 szept 9
"""
"""What is not the beginning of a full name, or is of two (`mar` begins March and Finnish November)."""

_SHORTEST = 3


def month_of(word: str) -> int | None:
    """The number of the month that a printed word names, None for any other word.

    `Set` (Portuguese) is 9, `févr.` 2, `jui` None: it may be June or July. (`kuuta` ends the months of Finland.)
    """
    name = _fold(word)
    exact = _MONTHS.get(name.removesuffix("kuuta"))
    if exact is not None or len(name) < _SHORTEST:
        return exact
    meant = {number for full, number in _MONTHS.items() if full.startswith(name)}
    return meant.pop() if len(meant) == 1 else None


def _fold(word: str) -> str:
    """A word in small letters without accents and dots: `févr.` to `fevr`."""
    parts = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("ł", "l"))
    return "".join(part for part in parts if not unicodedata.combining(part) and part not in ".,")


def _by_name() -> dict[str, int]:
    short = _ABBREVIATED.split()
    months: dict[str, int] = dict(zip(short[::2], map(int, short[1::2]), strict=True))
    for line in _NAMES.strip().splitlines():
        months.update((_fold(name), number) for number, name in enumerate(line.split(), 1))
    return months


_MONTHS = _by_name()
