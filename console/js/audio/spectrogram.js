/**
 * How loud each frequency is over time.
 * @module audio/spectrogram
 */

/** Samples under the window: 64 ms at 8 kHz, in which the partials of a low voice stand apart. */
const SIZE = 512;
const BINS = SIZE / 2;
/** What is this much below the loudest is not drawn, in decibels. */
const RANGE = 60;
const FLOOR = 1e-9;

/**
 * Compute the short-time Fourier transform with a Hann window. Where there are fewer columns than windows
 * would fit, what lies between them is left out.
 *
 * @param {Float32Array} samples
 * @param {number} columns how many windows, evenly from the beginning to the end.
 * @returns {Float32Array} decibels below the loudest, column by column, from the lowest frequency
 *   to half the sampling rate, {@link BINS} each; 0 or less.
 */
export function spectrogram(samples, columns) {
  const levels = new Float32Array(columns * BINS);
  const hann = Float32Array.from({ length: SIZE }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE));
  const [real, imaginary] = [new Float32Array(SIZE), new Float32Array(SIZE)];
  let most = FLOOR;
  for (let column = 0; column < columns; column++) {
    const start = Math.round(((column + 0.5) * samples.length) / columns - SIZE / 2);
    for (let i = 0; i < SIZE; i++) real[i] = (samples[start + i] ?? 0) * hann[i];
    imaginary.fill(0);
    transform(real, imaginary);
    for (let bin = 0; bin < BINS; bin++) {
      const power = real[bin] ** 2 + imaginary[bin] ** 2;
      levels[column * BINS + bin] = power;
      if (power > most) most = power;
    }
  }
  return levels.map((power) => 10 * Math.log10(Math.max(power, FLOOR * most) / most));
}

/**
 * Draw a spectrogram.
 *
 * @param {Float32Array} levels of {@link spectrogram}.
 * @returns {HTMLCanvasElement} a pixel per value, black and the more opaque the louder: a style
 *   sheet can turn it white.
 */
export function picture(levels) {
  const width = levels.length / BINS;
  const canvas = Object.assign(document.createElement("canvas"), { width, height: BINS });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no canvas to draw on");
  const image = context.createImageData(width, BINS);
  for (let column = 0; column < width; column++) {
    for (let bin = 0; bin < BINS; bin++) {
      const pixel = (BINS - 1 - bin) * width + column;
      image.data[4 * pixel + 3] = 255 * Math.max(0, 1 + levels[column * BINS + bin] / RANGE);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Transform in place: radix-2 FFT (Cooley, Tukey 1965), bits reversed, then butterflies of growing size.
 *
 * @param {Float32Array} real of a power of two, the signal.
 * @param {Float32Array} imaginary as many zeros.
 */
function transform(real, imaginary) {
  const n = real.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [real[i], real[j]] = [real[j], real[i]]; // the input is real: nothing else to swap
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      for (let even = k; even < n; even += size) {
        const odd = even + half;
        const re = real[odd] * cosine - imaginary[odd] * sine;
        const im = real[odd] * sine + imaginary[odd] * cosine;
        real[odd] = real[even] - re;
        imaginary[odd] = imaginary[even] - im;
        real[even] += re;
        imaginary[even] += im;
      }
    }
  }
}
