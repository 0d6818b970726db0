"""All settings; each file holds one concern. Everything that differs between places comes from the environment."""

from .base import *
from .database import *
from .i18n import *
from .jobs import *
from .security import *
from .signin import *
