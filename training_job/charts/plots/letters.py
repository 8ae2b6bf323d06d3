"""The letters of pictures that are drawn without a drawing library.

``python -m training_job.charts.plots.letters`` writes
:data:`functions.api.charts.drawing.raster.LETTERS` again: DejaVu Sans (which comes with matplotlib,
and whose licence allows that) as shades of grey.
"""

import io
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from PIL import Image, ImageDraw, ImageFont

OUT: Final = Path(__file__).parents[3] / "functions" / "api" / "charts" / "drawing" / "letters.npz"
TEXT: Final = "".join(map(chr, range(32, 127)))
SIZE: Final = 13
BASE: Final = 13
"""The line the letters stand on, in pixels from above."""
HEIGHT: Final = 17


def letters() -> bytes:
    """Return the file: ``shades`` side by side, ``ends`` of each, ``text``, ``base``."""
    path = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    font = ImageFont.truetype(str(path), SIZE)
    pictures = []
    for each in TEXT:
        image = Image.new("L", (round(font.getlength(each)), HEIGHT))
        ImageDraw.Draw(image).text((0, BASE), each, fill=255, font=font, anchor="ls")
        pictures.append(np.asarray(image))
    content = io.BytesIO()
    np.savez_compressed(
        content,
        shades=np.concatenate(pictures, axis=1),
        ends=np.cumsum([picture.shape[1] for picture in pictures]),
        text=np.array(TEXT),
        base=np.array(BASE),
    )
    return content.getvalue()


if __name__ == "__main__":
    OUT.write_bytes(letters())
