/**
 * One take over time: waveform, spectrogram, pitch over semitone lines with notes, the score.
 * @module plot/take-plot
 * @import { Child } from "types/dom"
 * @import { Detail, Note, Prediction, Stretch, Window } from "openapi"
 * @import { Range, Scale } from "./paths.js"
 */
import { el, put, svg } from "../dom.js";
import { clock, noteName } from "../format.js";
import { S } from "../strings.js";
import { OFF_CENTS, swing, tuning } from "../try/words.js";
import { contourPath, pitchRange, scorePath, wavePath } from "./paths.js";

const WAVE = { top: 0, height: 64 };
const SPECTRUM = { top: 70, height: 92 };
const PITCH = { top: 172, height: 250 };
const SCORE = { top: 436, height: 54 };
const AXIS = 494;
const HEIGHT = 516;
const WIDTH = 860;
const LEFT = 44;
const MOST_WIDTH = 30_000;
/** Notes are drawn this high, in cents to either side. */
const HALF_NOTE = 22;

/** @typedef {Prediction & {detail: Detail}} Detailed a judgement with what the plots need. */
/** @typedef {{cents: number, name: string, natural: boolean}} Line of a semitone; natural ones have no sharp. */

/**
 * @typedef {Object} TakePlot
 * @property {HTMLElement} node
 * @property {(seconds: number) => void} setTime moves the playhead.
 * @property {(peaks: Float32Array) => void} setPeaks draws the waveform.
 * @property {(times: number) => void} setZoom widens the plot.
 * @property {(url: string, saved: () => string) => void} setSpectrogram shows a picture; `saved`
 *   gives its address for a page that is saved.
 */

/**
 * The pictures of plots: what gives an address of each that a saved page can carry.
 *
 * @type {WeakMap<Element, () => string>}
 */
export const pictures = new WeakMap();

/**
 * Plot a take.
 *
 * @param {Detailed} result
 * @param {{onSeek: (seconds: number) => void, onStretch: (stretch: Stretch) => void}} options
 *   what a click does.
 * @returns {TakePlot}
 */
export function takePlot(result, { onSeek, onStretch }) {
  const { detail, timeline, duration_seconds: duration } = result;
  const range = pitchRange(detail.notes);
  const offset = result.measures.find((one) => one.name === "tuning_offset")?.value ?? 0;
  const y = (/** @type {number} */ cents) => PITCH.top + (PITCH.height * (range.high - cents)) / (range.high - range.low);
  const lines = semitones(range, offset);
  const drawing = svg("svg", { class: "take-plot", role: "img", height: HEIGHT,
    "aria-label": S.plot.label(summary(result)) });
  const scroller = el("div", { class: "scroll plot-scroll", tabindex: "0", role: "region",
    "aria-label": S.plot.region }, drawing);
  const playhead = svg("line", { class: "playhead", y1: 0, y2: AXIS });
  const spectrum = svg("image", { class: "spectrum", y: SPECTRUM.top, height: SPECTRUM.height,
    preserveAspectRatio: "none" });
  /** @type {?Float32Array} */
  let peaks = null;
  let width = WIDTH;
  let zoom = 1;

  const x = (/** @type {number} */ seconds) => (seconds / duration) * width;
  const draw = () => {
    drawing.setAttribute("width", String(width));
    spectrum.setAttribute("width", String(width));
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    put(
      drawing,
      detail.weakest.map((stretch) => svg("rect", { class: "weak", x: x(stretch.start), y: 0,
        width: x(stretch.end) - x(stretch.start), height: AXIS,
        on: { click: (event) => { event.stopPropagation(); onStretch(stretch); } } })),
      spectrum,
      peaks ? svg("path", { class: "wave", d: wavePath(peaks, width, WAVE) }) : null,
      lines.map(({ cents, natural }) => svg("line", { class: natural ? "line natural" : "line",
        x1: 0, x2: width, y1: y(cents), y2: y(cents) })),
      detail.notes.map((note) => noteMark(note, x, y)),
      svg("path", { class: "contour", d: contourPath(detail.contour, x, y, range) }),
      timeline ? score(timeline, x, width) : null,
      ticks(duration, width, x),
      playhead,
    );
  };
  const fit = () => {
    const wanted = Math.max(240, scroller.clientWidth || WIDTH) * zoom;
    const next = Math.min(MOST_WIDTH, Math.round(wanted));
    if (next === width && drawing.firstChild) return;
    width = next;
    draw();
  };
  drawing.addEventListener("click", (event) => {
    const left = drawing.getBoundingClientRect().left;
    onSeek(Math.max(0, ((event.clientX - left) / width) * duration));
  });
  new ResizeObserver(fit).observe(scroller);
  draw();

  return {
    node: el("div", { class: "plot" }, labels(lines, y), scroller),
    setTime(seconds) {
      const at = x(Math.min(seconds, duration));
      playhead.setAttribute("x1", String(at));
      playhead.setAttribute("x2", String(at));
      const { scrollLeft, clientWidth } = scroller;
      if (zoom > 1 && (at < scrollLeft || at > scrollLeft + clientWidth)) {
        scroller.scrollLeft = at - clientWidth / 4;
      }
    },
    setPeaks(found) {
      peaks = found;
      draw();
    },
    setSpectrogram(url, saved) {
      spectrum.setAttribute("href", url);
      pictures.set(spectrum, saved);
    },
    setZoom(times) {
      zoom = times;
      fit();
    },
  };
}

/**
 * List the semitones the take itself keeps to, or those at A4 = 440 Hz where it has none.
 *
 * @param {Range} range
 * @param {number} offset of the take's tuning, in cents.
 * @returns {Line[]}
 */
function semitones({ low, high }, offset) {
  const lines = [];
  for (let step = Math.ceil((low - offset) / 100); 100 * step + offset <= high; step++) {
    const name = noteName(100 * step);
    lines.push({ cents: 100 * step + offset, name, natural: !name.includes("♯") });
  }
  return lines;
}

/** Write the names of the semitones. @param {Line[]} lines @param {Scale} y @returns {SVGElement} */
function labels(lines, y) {
  const step = lines.length > 22 ? 12 : 1; // a wide range has room for octaves only
  const shown = lines.filter((line) => line.natural && (step === 1 || line.name.startsWith("C")));
  return svg("svg", { class: "plot-labels", width: LEFT, height: HEIGHT, "aria-hidden": "true" },
    svg("text", { x: LEFT - 6, y: WAVE.top + WAVE.height / 2 + 4 }, S.plot.wave),
    svg("text", { x: LEFT - 6, y: SPECTRUM.top + 9 }, S.plot.spectrum[1]),
    svg("text", { x: LEFT - 6, y: SPECTRUM.top + SPECTRUM.height }, S.plot.spectrum[0]),
    shown.map((line) => svg("text", { x: LEFT - 6, y: y(line.cents) + 4 }, line.name)),
    svg("text", { x: LEFT - 6, y: SCORE.top + 9 }, S.plot.good),
    svg("text", { x: LEFT - 6, y: SCORE.top + SCORE.height }, S.plot.bad));
}

/** Mark a note. @param {Note} note @param {Scale} x @param {Scale} y @returns {SVGElement} */
function noteMark(note, x, y) {
  const name = noteName(note.cents - note.deviation);
  const top = y(note.cents + HALF_NOTE);
  const text = S.plot.note(name, tuning(note.deviation), swing(note.vibrato));
  return svg("g", { class: Math.abs(note.deviation) > OFF_CENTS ? "note off" : "note" },
    svg("title", {}, `${clock(note.start)}: ${text}`),
    svg("rect", { x: x(note.start), y: top, width: Math.max(1, x(note.end) - x(note.start)),
      height: y(note.cents - HALF_NOTE) - top, rx: 2 }),
    note.vibrato?.regular
      ? svg("text", { class: "vibrato", x: x((note.start + note.end) / 2), y: top - 4 }, "∿")
      : null);
}

/** Draw the score. @param {Window[]} timeline @param {Scale} x @param {number} width @returns {SVGElement} */
function score(timeline, x, width) {
  const y = (/** @type {number} */ p) => SCORE.top + SCORE.height * (1 - p);
  return svg("g", { class: "score" },
    svg("line", { class: "line", x1: 0, x2: width, y1: y(0.5), y2: y(0.5) }),
    svg("line", { class: "edge", x1: 0, x2: width, y1: y(0), y2: y(0) }),
    svg("line", { class: "edge", x1: 0, x2: width, y1: y(1), y2: y(1) }),
    svg("path", { class: "curve", d: scorePath(timeline, x, y) }),
    timeline.map(({ start, end, probability_good: p }) => p === null ? null
      : svg("circle", { r: 2.4, cx: x((start + end) / 2), cy: y(p) })));
}

/** Mark the time. @param {number} duration @param {number} width @param {Scale} x @returns {SVGElement} */
function ticks(duration, width, x) {
  const steps = [1, 2, 5, 10, 20, 30, 60, 120];
  const step = steps.find((seconds) => (seconds / duration) * width >= 60) ?? 300;
  const marks = [];
  for (let time = 0; time <= duration; time += step) {
    const anchor = time === 0 ? "start" : x(time) > width - 20 ? "end" : "middle";
    marks.push(svg("text", { x: x(time), y: AXIS + 16, "text-anchor": anchor },
      clock(time).replace(/\.0$/, "")));
  }
  return svg("g", { class: "ticks" }, marks);
}

/** Say what the plot shows. @param {Detailed} result @returns {Parameters<typeof S.plot.label>[0]} */
function summary({ detail, duration_seconds: seconds }) {
  const cents = detail.notes.map((note) => note.cents - note.deviation);
  return {
    seconds: clock(seconds),
    notes: detail.notes.length,
    low: cents.length ? noteName(Math.min(...cents)) : "–",
    high: cents.length ? noteName(Math.max(...cents)) : "–",
    off: detail.notes.filter((note) => Math.abs(note.deviation) > OFF_CENTS).length,
    vibrato: detail.notes.filter((note) => note.vibrato?.regular).length,
    weak: detail.weakest.length,
  };
}
