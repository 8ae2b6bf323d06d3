/**
 * A recording as samples, for what is drawn of it.
 * @module audio/sound
 */

/** Hertz. Twice the highest frequency that is drawn; ten minutes of it fit in memory. */
export const RATE = 8000;

/**
 * Decode a recording.
 *
 * @param {Blob} blob the recording.
 * @returns {Promise<?Float32Array>} its first channel at {@link RATE}, in -1..1; null where this
 *   browser cannot decode it (AIFF, mostly).
 */
export async function samplesOf(blob) {
  try {
    const context = new OfflineAudioContext(1, 1, RATE);
    const sound = await context.decodeAudioData(await blob.arrayBuffer());
    return sound.getChannelData(0);
  } catch {
    return null;
  }
}
