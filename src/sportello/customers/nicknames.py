"""Given names that are one name: short forms and forms of other languages that buyers use side by side. Pure."""

from .spelling import folded

_ONE_NAME = (
    "giuseppe beppe peppe pino", "francesco franco checco", "luigi gigi", "domenico mimmo", "antonio tonino toni tony",
    "salvatore totò", "giovanni gianni nanni", "vincenzo enzo", "maddalena lena", "elisabetta betta", "andrea andreas",
    "josé pepe", "francisco paco pancho fran", "maría mari", "ignacio nacho", "dolores lola", "rosario charo",
    "mercedes merche", "jesús chus", "manuel manolo", "enrique quique", "concepción concha", "alejandro alex",
    "johannes hans hannes jo", "josef sepp", "friedrich fritz", "heinrich heinz", "wilhelm willi", "katharina kathi",
    "elisabeth lisa elli sissi", "margarete greta grete", "stephan stefan", "maximilian max", "michael mike micha",
    "jean-pierre jp", "frédéric fred", "catherine cathy", "alexandre alex", "dominique domi", "christophe chris",
    "elizabeth liz beth betty lizzie", "robert bob rob bobby", "william bill will billy", "richard dick rick",
    "margaret maggie peggy", "james jim jamie jimmy", "edward ted ned eddie", "katherine kate kathy katie",
    "anthony tony", "charles charlie chuck", "henry harry", "john jack johnny", "susan sue", "patricia pat trish",
    "thomas tom tommy", "joseph joe", "david dave", "steven steve stephen", "samuel sam", "benjamin ben",
)  # fmt: skip
_GROUPS: dict[str, set[int]] = {}
for _number, _names in enumerate(_ONE_NAME):
    for _name in _names.split():
        _GROUPS.setdefault(folded(_name), set()).add(_number)


def is_one_name(one: str, other: str) -> bool:
    """Whether two folded given names are forms of one."""
    return bool(_GROUPS.get(one, set()) & _GROUPS.get(other, set()))
