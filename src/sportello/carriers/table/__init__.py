"""Our own table of formats, put together from the carriers' public descriptions."""

from sportello.carriers.formats import Format

from .america import FORMATS as AMERICA
from .europe import FORMATS as EUROPE
from .world import FORMATS as WORLD

FORMATS: tuple[Format, ...] = (*WORLD, *AMERICA, *EUROPE)
