/**
 * SVG paths of sound, pitch and score.
 * @module plot/paths
 * @import { Contour, Note, Window } from "openapi"
 */
const MARGIN_CENTS = 150;
const LEAST_CENTS = 900;

/** @typedef {(value: number) => number} Scale gives the pixels of a value. */
/** @typedef {{low: number, high: number}} Range in cents above 55 Hz. */

/**
 * Choose the pitches to show.
 *
 * @param {Note[]} notes of the take.
 * @returns {Range} all notes, some room, and never so little that a few cents look like a mistake.
 */
export function pitchRange(notes) {
  const cents = notes.map((note) => note.cents);
  const low = cents.length ? Math.min(...cents) : 1200;
  const high = cents.length ? Math.max(...cents) : 2400;
  const more = Math.max(0, LEAST_CENTS - (high - low)) / 2;
  return { low: low - MARGIN_CENTS - more, high: high + MARGIN_CENTS + more };
}

/**
 * Draw the pitch.
 *
 * @param {Contour} contour
 * @param {Scale} x of seconds.
 * @param {Scale} y of cents.
 * @param {Range} range what lies beyond it is left out, and so is silence.
 * @returns {string} the path.
 */
export function contourPath({ hop_seconds: hop, cents }, x, y, { low, high }) {
  let path = "";
  let drawing = false;
  cents.forEach((value, i) => {
    const shown = value !== null && value >= low && value <= high;
    if (shown) path += `${drawing ? "L" : "M"}${x(i * hop).toFixed(1)} ${y(value).toFixed(1)}`;
    drawing = shown;
  });
  return path;
}

/**
 * Draw the score.
 *
 * @param {Window[]} timeline
 * @param {Scale} x of seconds.
 * @param {Scale} y of a probability.
 * @returns {string} a line through the windows' middles, broken where there is no score.
 */
export function scorePath(timeline, x, y) {
  let path = "";
  let drawing = false;
  for (const { start, end, probability_good: p } of timeline) {
    if (p !== null) {
      path += `${drawing ? "L" : "M"}${x((start + end) / 2).toFixed(1)} ${y(p).toFixed(1)}`;
    }
    drawing = p !== null;
  }
  return path;
}

/**
 * Draw the waveform.
 *
 * @param {Float32Array} peaks lowest and highest sample of each column, in turns.
 * @param {number} width pixels.
 * @param {{top: number, height: number}} band where it goes.
 * @returns {string} the outline, as loud as the loudest sample allows.
 */
export function wavePath(peaks, width, { top, height }) {
  const columns = peaks.length / 2;
  const most = peaks.reduce((high, value) => Math.max(high, Math.abs(value)), 0.01);
  const x = (/** @type {number} */ column) => ((column / columns) * width).toFixed(1);
  const y = (/** @type {number} */ value) => (top + (height / 2) * (1 - value / most)).toFixed(1);
  let upper = "";
  let lower = "";
  for (let column = 0; column < columns; column++) {
    upper += `${column ? "L" : "M"}${x(column)} ${y(peaks[2 * column + 1])}`;
    lower = `L${x(column)} ${y(peaks[2 * column])}${lower}`;
  }
  return `${upper}${lower}Z`;
}
