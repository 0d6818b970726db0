"""Telephone numbers as E.164, the form text messages are sent to."""

import phonenumbers

HOME_REGION = "US"


class NotAPhone(ValueError):
    """What was typed is not a telephone number that can exist."""


def e164(typed: str, region: str = HOME_REGION) -> str:
    """The number in E.164 form, for instance ``+12095550142``.

    Args:
        typed: what a person wrote; spaces, brackets and dashes do not matter.
        region: the country a number without ``+`` belongs to (ISO 3166 code).

    Raises:
        NotAPhone: it cannot be a telephone number. The message never repeats what was typed.
    """
    try:
        number = phonenumbers.parse(typed[:40], region)
    except phonenumbers.NumberParseException:
        raise NotAPhone("This is not a telephone number.") from None
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise NotAPhone("This is not a telephone number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
