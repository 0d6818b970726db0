"""Short lists of this topic."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """How a report reached us."""

    WEB = "web", _("Web")
    PHONE = "phone", _("Telephone")
    COUNTER = "counter", _("Counter")
    PAPER = "paper", _("Paper")


class Part(models.TextChoices):
    """What somebody is to a report."""

    REPORTER = "reporter", _("Reporter")
    VICTIM = "victim", _("Victim")
    WITNESS = "witness", _("Witness")
    SUSPECT = "suspect", _("Suspect")


class Happened(models.TextChoices):
    """What happened to a vehicle."""

    STOLEN = "stolen", _("Stolen")
    PLATE = "plate", _("Plate gone")
    DAMAGED = "damaged", _("Broken into or damaged")


class Ended(models.TextChoices):
    """How a call-back ended."""

    REACHED = "reached", _("Spoke with them")
    REPORT = "report", _("Took a report")
    NOT_REACHED = "not_reached", _("Could not reach them")
    NOT_NEEDED = "not_needed", _("No longer needed")


# NIBRS location codes (table LocationCategory, 2019.1) a clerk starts from, by the resident's word for the place.
LOCATIONS = {
    "home": "20", "street": "13", "parking": "18", "shop": "08", "office": "05", "school": "53", "park": "50",
    "storage": "19", "building_site": "06", "online": "58", "other": "25",
}  # fmt: skip
# Everything a clerk may choose, with plain titles.
LOCATION_TITLES = {
    "01": _("Air, bus or train terminal"), "02": _("Bank"), "03": _("Bar or nightclub"), "04": _("Place of worship"),
    "05": _("Commercial or office building"), "06": _("Construction site"), "07": _("Convenience store"),
    "08": _("Department or discount store"), "09": _("Drug store, doctor, hospital"), "11": _("Government building"),
    "12": _("Grocery"), "13": _("Street, road, alley or sidewalk"), "14": _("Hotel or motel"),
    "18": _("Parking lot or garage"), "19": _("Rental storage"), "20": _("Residence"), "21": _("Restaurant"),
    "23": _("Service or gas station"), "24": _("Specialty store"), "25": _("Other or unknown"), "40": _("ATM apart from a bank"),
    "41": _("Auto dealership"), "48": _("Industrial site"), "50": _("Park or playground"), "52": _("College or university"),
    "53": _("Elementary or secondary school"), "55": _("Shopping mall"), "58": _("Cyberspace"),
}  # fmt: skip
# NIBRS offences (2019.1) that an online report can become; "" where there is no offence.
OFFENCES = {
    "": _("No offence (lost property, information)"), "13C": _("Intimidation"), "220": _("Burglary"),
    "23A": _("Pocket-picking"), "23B": _("Purse-snatching"), "23C": _("Shoplifting"), "23D": _("Theft from building"),
    "23E": _("Theft from coin machine"), "23F": _("Theft from motor vehicle"), "23G": _("Theft of vehicle parts"),
    "23H": _("All other larceny"), "240": _("Motor vehicle theft"), "250": _("Counterfeiting, forgery"),
    "26A": _("False pretenses, swindle"), "26B": _("Credit card fraud"), "26C": _("Impersonation"), "26E": _("Wire fraud"),
    "26F": _("Identity theft"), "26G": _("Hacking"), "270": _("Embezzlement"), "290": _("Vandalism"),
    "90J": _("Trespass"), "90Z": _("All other offences"),
}  # fmt: skip
