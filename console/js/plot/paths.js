/**
 * SVG paths of sound, pitch and score.
 * @module plot/paths
 */
const MARGIN_CENTS = 150;
const LEAST_CENTS = 900;

/**
 * @param {Array<{cents: number}>} notes of the take.
 * @returns {{low: number, high: number}} what the plot shows, in cents above 55 Hz: all notes,
 *   some room, and never so little that a few cents look like a mistake.
 */
export function pitchRange(notes) {
  const cents = notes.map((note) => note.cents);
  const low = cents.length ? Math.min(...cents) : 1200;
  const high = cents.length ? Math.max(...cents) : 2400;
  const more = Math.max(0, LEAST_CENTS - (high - low)) / 2;
  return { low: low - MARGIN_CENTS - more, high: high + MARGIN_CENTS + more };
}

/**
 * @param {{hop_seconds: number, cents: Array<?number>}} contour of the API.
 * @param {function(number): number} x pixels of seconds.
 * @param {function(number): number} y pixels of cents.
 * @param {{low: number, high: number}} range what lies beyond it is left out, and so is silence.
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
 * @param {Array<{start: number, end: number, probability_good: ?number}>} timeline of the API.
 * @param {function(number): number} x pixels of seconds.
 * @param {function(number): number} y pixels of a probability.
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
 * @param {Float32Array} peaks lowest and highest sample of each column, in turns.
 * @param {number} width pixels.
 * @param {{top: number, height: number}} band where it goes.
 * @returns {string} the outline, as loud as the loudest sample allows.
 */
export function wavePath(peaks, width, { top, height }) {
  const columns = peaks.length / 2;
  const most = peaks.reduce((high, value) => Math.max(high, Math.abs(value)), 0.01);
  const x = (column) => ((column / columns) * width).toFixed(1);
  const y = (value) => (top + (height / 2) * (1 - value / most)).toFixed(1);
  let upper = "";
  let lower = "";
  for (let column = 0; column < columns; column++) {
    upper += `${column ? "L" : "M"}${x(column)} ${y(peaks[2 * column + 1])}`;
    lower = `L${x(column)} ${y(peaks[2 * column])}${lower}`;
  }
  return `${upper}${lower}Z`;
}
