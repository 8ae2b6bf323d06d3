"""Example of a prediction for the API's description."""

from typing import Any, Final

PREDICTION: Final[dict[str, Any]] = {
    "filename": "take.wav",
    "label": "good",
    "confidence": 0.83,
    "probability_good": 0.83,
    "probability_bad": 0.17,
    "timestamp": "2025-01-31T12:00:00.000000Z",
    "verdict": "good",
    "threshold": 0.5,
    "uncertain_band": [0.25, 0.75],
    "calibration": {"fitted_on": "synthetic", "n": 550, "singers": 150, "calibrated": False},
    "model_version": "default-0123456789ab",
    "duration_seconds": 21.4,
    "quality": {
        "seconds": 21.4,
        "voiced_seconds": 15.2,
        "voiced_ratio": 0.71,
        "notes": 34,
        "level_difference_db": 28.3,
        "flatness": 0.61,
        "clipped_ratio": 0.0,
        "accompanied": False,
        "signs_of_speech": 0,
    },
    "warnings": [],
    "logit": 1.5856,
    "base_logit": -0.0721,
    "reasons": [
        {
            "feature": "grid_absdev",
            "value": 14.2,
            "unit": "cents",
            "percentile": 7.4,
            "direction": "helps",
            "contribution": 0.1894,
            "sentence": "The notes land closer to the take's own semitones than usual: 14 cents "
            "off on average, better than 93 % of the reference takes.",
        }
    ],
    "groups": {"scale": 0.9127, "grid": 0.2931, "vibrato": 0.4116, "steadiness": 0.0403},
    "features": [
        {
            "name": "grid_absdev",
            "value": 14.2,
            "unit": "cents",
            "meaning": "How far the notes lie from the take's own semitones, on average",
            "better": "lower",
            "group": "grid",
            "contribution": 0.1894,
        }
    ],
    "measures": [
        {
            "name": "range",
            "value": 13.1,
            "unit": "semitones",
            "meaning": "From the lowest to the highest note (p5 to p95)",
        }
    ],
    "timeline": [
        {"start": 0.0, "end": 7.0, "probability_good": 0.71, "reason": None},
        {"start": 1.0, "end": 8.0, "probability_good": None, "reason": "too_little_singing"},
    ],
    "detail": {
        "contour": {
            "hop_seconds": 0.01,
            "hertz": [None, 219.87, 220.12],
            "cents": [None, 2399.0, 2400.9],
            "voiced": [False, True, True],
        },
        "notes": [
            {
                "start": 0.01,
                "end": 0.62,
                "hertz": 220.03,
                "cents": 2400.2,
                "deviation": -4.1,
                "vibrato": {"rate": 5.6, "extent": 42.3, "regularity": 0.84, "regular": True},
            }
        ],
        "weakest": [
            {
                "start": 9.0,
                "end": 17.0,
                "probability_good": 0.38,
                "feature": "note_slope",
                "value": 262.0,
                "usual": 121.0,
                "contribution": -0.41,
                "sentence": "What holds 0:09 to 0:17 back most is how fast the pitch slides within "
                "notes: 262 cents a second here, 121 cents a second in the take as a rule. Keep "
                "the breath going to the very end of a note, so that it neither sags nor climbs.",
            }
        ],
    },
    "acoustic": [
        {
            "name": "spectral_centroid_mean",
            "value": 1874.2,
            "unit": "Hz",
            "meaning": "Brightness: the balance point of the spectrum, on average",
            "group": "timbre",
            "source": "Peeters 2004; librosa.feature.spectral_centroid",
        }
    ],
}
