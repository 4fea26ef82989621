"""For programs that ask for other devices: there are none."""


def is_available() -> bool:
    return False


def device_count() -> int:
    return 0
