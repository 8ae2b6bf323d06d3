"""The autocorrelation as a matrix product is the one that an inverse transform gives."""

import numpy as np

from talent.features.pitch import _autocorrelation
from talent.features.stft_frames import FFT, HANN, power_spectra


def test_it_is_the_inverse_transform_of_the_power_spectrum() -> None:
    """Boersma 1993, equation 9: normalised, and divided by that of the window."""
    rng = np.random.default_rng(7)
    block = np.zeros((5, FFT))
    block[:, : len(HANN)] = HANN * rng.standard_normal((5, len(HANN)))
    spectra = power_spectra(block)
    found = _autocorrelation(spectra)
    lags = found.shape[1]
    whole = np.fft.irfft(spectra.astype(np.float64))[:, :lags]
    window = np.fft.irfft(np.abs(np.fft.rfft(HANN, 2 * FFT)) ** 2)[:lags]
    expected = whole / whole[:, :1] / (window / window[0])
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.dtype == np.float32
