"""What can be wrong with a device, named as a person at the desk would say it."""


class DeviceTrouble(Exception):
    """A device cannot be used now; the text says why and what to do."""


class AddressUnknown(DeviceTrouble):
    """The address is of no kind that we can open."""


class DeviceMissing(DeviceTrouble):
    """Nothing is plugged in, switched on or listening at the address."""


class DeviceBusy(DeviceTrouble):
    """Another program holds the device."""


class DeviceNotPermitted(DeviceTrouble):
    """This user may not open the device."""


class DeviceUnusable(DeviceTrouble):
    """Something is at the address, but it does not behave like a serial device."""


class DeviceLost(DeviceTrouble):
    """The device went away while it was in use.

    Attributes:
        taken: how many bytes of a write may have reached it.
    """

    def __init__(self, text: str, *, taken: int = 0) -> None:
        """Say what happened, and how much had gone before."""
        super().__init__(text)
        self.taken = taken


class DeviceStalled(DeviceLost):
    """The device is there, but has taken nothing for too long."""


class PrinterTrouble(DeviceTrouble):
    """The printer did not print; the badge may be sent again."""


class OutOfPaper(PrinterTrouble):
    """The roll is empty."""


class CoverOpen(PrinterTrouble):
    """The printer's cover is open."""


class PrinterJammed(PrinterTrouble):
    """Paper is stuck."""


class CutterBlocked(PrinterTrouble):
    """The cutter cannot move."""


class PrinterHot(PrinterTrouble):
    """The print head has to cool down first."""


class PrinterStalled(PrinterTrouble):
    """The printer accepts nothing and says nothing."""


class PrinterRefused(PrinterTrouble):
    """The printer cannot print this picture: too large for it, or for its roll."""


class PerhapsPrinted(DeviceTrouble):
    """The printer had all or a part of the picture when it was lost.

    A badge may have come out. It is never sent again by itself: a person looks.
    """
