/**
 * The outline of a sound, for its waveform.
 * @module audio/peaks
 */

/**
 * Outline a sound.
 *
 * @param {Float32Array} samples
 * @param {number} columns
 * @returns {Float32Array} lowest and highest sample of every column, in turns, in -1..1.
 */
export function outline(samples, columns) {
  const pairs = new Float32Array(2 * columns);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    let [low, high] = [0, 0];
    for (let i = from; i < to && i < samples.length; i++) {
      if (samples[i] < low) low = samples[i];
      if (samples[i] > high) high = samples[i];
    }
    pairs[2 * column] = low;
    pairs[2 * column + 1] = high;
  }
  return pairs;
}
