/**
 * Numbers over numbers: a frame with two axes, and what can be drawn in it.
 *
 * A layer is a function of the two scales that makes SVG nodes. Its mark (`series-0` and so on)
 * is a class: colour and dashes are the style sheet's.
 * @module plot/xy
 * @import { Child } from "types/dom"
 */
import { el, svg } from "../dom.js";

const LEFT = 56;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 40;

/**
 * @typedef {Object} Axis
 * @property {number} from its value at the left or lower end.
 * @property {number} to its value at the other end.
 * @property {string} [name] what it shows.
 * @property {number[]} [ticks] values with a label; the ends if not given.
 */

/** @typedef {((value: number) => number) & {ends: [number, number]}} Scale gives pixels; `ends` are the axis's. */
/** @typedef {(x: Scale, y: Scale) => Child} Layer draws in the frame. */
/** @typedef {[at: number, value: ?number]} Point */
/** @typedef {[at: number, low: ?number, high: ?number]} Span */
/** @typedef {{mark: string, text: string}} Key says what a mark means. */

/**
 * Draw a chart.
 *
 * @param {Object} chart
 * @param {string} chart.title
 * @param {Axis} chart.x
 * @param {Axis} chart.y
 * @param {Layer[]} chart.layers the last one is on top.
 * @param {Key[]} [chart.keys] what the marks mean.
 * @param {string} chart.text the same in words, for who cannot see it.
 * @param {boolean} [chart.square] where both axes are of the same kind.
 * @returns {HTMLElement} a figure.
 */
export function xyChart({ title, x, y, layers, keys = [], text, square = false }) {
  const [width, height] = square ? [330, 330] : [560, 210];
  const across = scale(x, LEFT, width - RIGHT);
  const up = scale(y, height - BOTTOM, TOP);
  const drawing = svg("svg", { class: square ? "chart square" : "chart",
    viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}. ${text}` },
  (y.ticks ?? [y.from, y.to]).map((value) => [
    svg("line", { class: "line", x1: LEFT, x2: width - RIGHT, y1: up(value), y2: up(value) }),
    svg("text", { x: LEFT - 6, y: up(value) + 4, "text-anchor": "end" }, short(value)),
  ]),
  (x.ticks ?? [x.from, x.to]).map((value) => svg("text", { x: across(value), y: height - 24,
    "text-anchor": value === x.from ? "start" : value === x.to ? "end" : "middle" }, short(value))),
  x.name ? svg("text", { x: (LEFT + width - RIGHT) / 2, y: height - 7, "text-anchor": "middle" }, x.name) : null,
  layers.map((layer) => layer(across, up)));
  return el("figure", {}, el("figcaption", {}, title),
    y.name ? el("p", { class: "note axis" }, y.name) : null, drawing,
    keys.length ? el("ul", { class: "note legend-lines" },
      keys.map((key) => el("li", { class: key.mark }, key.text))) : null);
}

/**
 * Draw a line through points; it breaks where a value is missing. A point alone is a dot.
 *
 * @param {Point[]} points
 * @param {string} mark
 * @returns {Layer}
 */
export function line(points, mark) {
  return (x, y) => {
    let path = "";
    /** @type {Point[]} */
    const lonely = [];
    points.forEach(([at, value], i) => {
      if (value === null) return;
      const before = (points[i - 1]?.[1] ?? null) !== null;
      const after = (points[i + 1]?.[1] ?? null) !== null;
      path += `${before ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      if (!before && !after) lonely.push([at, value]);
    });
    return [svg("path", { class: `curve ${mark}`, d: path || "M0 0" }), dots(lonely, mark)(x, y)];
  };
}

/**
 * Draw a dot per point.
 *
 * @param {Point[]} points
 * @param {string} mark
 * @returns {Layer}
 */
export function dots(points, mark) {
  return (x, y) => points.map(([at, value]) => value === null ? null
    : svg("circle", { class: mark, cx: x(at).toFixed(1), cy: y(value).toFixed(1), r: 4 }));
}

/**
 * Draw an upright line per span.
 *
 * @param {Span[]} spans
 * @param {string} mark
 * @returns {Layer}
 */
export function whiskers(spans, mark) {
  return (x, y) => spans.map(([at, low, high]) => low === null || high === null ? null
    : svg("line", { class: `whisker ${mark}`, x1: x(at).toFixed(1),
      x2: x(at).toFixed(1), y1: y(low).toFixed(1), y2: y(high).toFixed(1) }));
}

/**
 * Draw what lies between two curves.
 *
 * @param {Span[]} spans
 * @param {string} mark
 * @returns {Layer}
 */
export function band(spans, mark) {
  return (x, y) => {
    const there = [];
    const back = [];
    for (const [at, low, high] of spans) {
      if (low === null || high === null) continue;
      there.push(`${x(at).toFixed(1)} ${y(low).toFixed(1)}`);
      back.unshift(`${x(at).toFixed(1)} ${y(high).toFixed(1)}`);
    }
    return svg("path", { class: `band ${mark}`, d: there.length ? `M${[...there, ...back].join("L")}Z` : "M0 0" });
  };
}

/**
 * Draw a histogram's outline.
 *
 * @param {number[]} edges of the bins.
 * @param {number[]} values one for every bin.
 * @param {string} mark
 * @returns {Layer}
 */
export function steps(edges, values, mark) {
  return (x, y) => {
    const floor = y(0).toFixed(1);
    const path = values.reduce((drawn, value, i) =>
      `${drawn}H${x(edges[i]).toFixed(1)}V${y(value).toFixed(1)}H${x(edges[i + 1]).toFixed(1)}`,
    `M${x(edges[0]).toFixed(1)} ${floor}`);
    return svg("path", { class: `steps ${mark}`, d: `${path}V${floor}` });
  };
}

/**
 * Draw an upright line all the way, where one value is.
 *
 * @param {number} value
 * @param {string} mark
 * @returns {Layer}
 */
export function upright(value, mark) {
  return (x, y) => svg("line", { class: mark, x1: x(value).toFixed(1), x2: x(value).toFixed(1),
    y1: y.ends[0], y2: y.ends[1] });
}

/**
 * Lay an axis over pixels.
 *
 * @param {Axis} axis
 * @param {number} first pixel of its lower end.
 * @param {number} last pixel of its other end.
 * @returns {Scale}
 */
function scale({ from, to }, first, last) {
  const pixels = (/** @type {number} */ value) => first + ((value - from) / (to - from || 1)) * (last - first);
  /** @type {[number, number]} */
  const ends = [first, last];
  return Object.assign(pixels, { ends });
}

/** Write a number at an axis. @param {number} value @returns {string} three significant digits. */
function short(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
