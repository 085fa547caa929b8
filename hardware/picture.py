"""A picture in printer's dots: what every printer prints, whatever it shows."""

from dataclasses import dataclass

from PIL import Image

_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Picture:
    """A one-bit image and how fine its dots are.

    Raises:
        ValueError: the image has greys or colours, no dots, or dpi is no number of
            dots per inch.
    """

    image: Image.Image
    dpi: int

    def __post_init__(self) -> None:
        """Refuse what no printer could print."""
        if self.image.mode != "1":
            raise ValueError(
                f"a picture has black and white only, not {self.image.mode}"
            )
        if 0 in self.image.size or self.dpi < 1:
            raise ValueError("a picture needs dots and a dpi")

    @property
    def width(self) -> int:
        """Dots from left to right."""
        return self.image.width

    @property
    def height(self) -> int:
        """Dots from top to bottom."""
        return self.image.height

    @property
    def width_mm(self) -> float:
        """The width on paper."""
        return self.width * _MM_PER_INCH / self.dpi

    @property
    def height_mm(self) -> float:
        """The height on paper."""
        return self.height * _MM_PER_INCH / self.dpi

    @property
    def bytes_per_row(self) -> int:
        """How many bytes one row of `packed` takes."""
        return (self.width + 7) // 8

    def packed(self) -> bytes:
        """Give the rows, top first, eight dots a byte, left dot highest, 1 is black.

        Each row begins on a new byte; what is left of its last byte is white.
        """
        return self.image.tobytes("raw", "1;I")

    def turned(self) -> "Picture":
        """Give the same a quarter turn to the left."""
        return Picture(self.image.transpose(Image.Transpose.ROTATE_90), self.dpi)

    def within(self, widest: int) -> "Picture":
        """Give it as it fits between so many dots: as it is, turned if only that fits.

        Raises:
            ValueError: it fits neither way.
        """
        if self.width <= widest:
            return self
        if self.height <= widest:
            return self.turned()
        room = round(widest * _MM_PER_INCH / self.dpi)
        raise ValueError(
            f"The badge is {self.width_mm:.0f} by {self.height_mm:.0f} mm;"
            f" this printer prints {room} mm wide."
        )
