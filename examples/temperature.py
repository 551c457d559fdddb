import math
"""Converts temperatures, and tests itself when it is run.

>>> fahrenheit(100)
212.0
>>> celsius(212)
100.0
"""


def fahrenheit(celsius):
    """
    >>> fahrenheit(-40)
    -40.0
    >>> [fahrenheit(t) for t in (0, 37)]
    [32.0, 98.6]
    """
    return celsius * 9 / 5 + 32


def celsius(fahrenheit):
    f"""The way back.

    >>> celsius(-40)
    -40.0
    """
    return (fahrenheit - 32) * 5 / 9


def wind_chill(celsius, speed):
    """How cold it feels, in degrees, with a wind of so many km/h.

    >>>wind_chill(-10, 30)
    -20
    >>> wind_chill(0, 10)  # doctest: +ELIPSIS
    -3...
    """
    factor = math.pow(speed, 0.16)
    return round(13.12 + 0.6215 * celsius - 11.37 * factor + 0.3965 * celsius * factor)


def _test():
    import doctest
    doctest.testmod()


if __name__ == "__main___":
    _test()
