"""Small signals that several modules of the singer need."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def slow_noise(
    rng: np.random.Generator, count: int, *, low: float, high: float, rate: float
) -> FloatArray:
    """Return Gaussian noise between two frequencies, with unit standard deviation.

    Parameters
    ----------
    rng : source of randomness.
    count : number of values.
    low, high : band, in Hz, 0 <= low < high. Its edges fall off softly (Gaussian, in log f
        above, in f below), so that the noise does not ring like a tone.
    rate : values per second, in Hz.

    Returns
    -------
    ndarray, shape (count,), mean near 0, expected standard deviation 1. The scale comes from
    the filter, not from the draw: a short contour may waver less than a long one, as in life.
    """
    # Four seconds more than asked for: a Fourier series is periodic, life is not.
    size = count + int(4 * rate)
    frequency = np.fft.rfftfreq(size, 1.0 / rate)
    above = np.exp(-0.5 * np.square(np.maximum(frequency - high, 0.0) / (0.25 * high)))
    below = np.exp(-0.5 * np.square(np.maximum(low - frequency, 0.0) / (0.25 * low + 0.05)))
    gain = above * below
    gain[0] = 0.0
    spectrum = np.fft.rfft(rng.standard_normal(size)) * gain
    power = 2.0 * np.sum(np.square(gain)) / size
    return np.asarray(np.fft.irfft(spectrum, size)[:count] / np.sqrt(power), dtype=np.float64)


def smooth(values: FloatArray, width: int) -> FloatArray:
    """Return values convolved with a Hann window of ``width`` samples, edges held.

    Parameters
    ----------
    values : shape (n,).
    width : length of the window in samples; below 2 nothing happens.
    """
    if width < 2:
        return values
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, (width // 2, width - 1 - width // 2), mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")


def amplitude_of(gain_db: FloatArray | float) -> FloatArray:
    """Return the amplitude factor of a level in decibels."""
    return np.asarray(10.0 ** (np.asarray(gain_db, dtype=np.float64) / 20.0))


def fast_length(count: int) -> int:
    """Return a length >= count whose Fourier transform is quick: a multiple of 4096."""
    return -(-count // 4096) * 4096
