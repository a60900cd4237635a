"""Which cards stand on the page Today, in their order. Other parts add an import and an entry."""

from sportello.desk.insights.spikes.card import SPIKES

from .card import Card
from .figures import FIGURES
from .forecast import FORECAST
from .late import LATE
from .tipping import TIPPING

CARDS: tuple[Card, ...] = (LATE, FIGURES, FORECAST, SPIKES, TIPPING)
