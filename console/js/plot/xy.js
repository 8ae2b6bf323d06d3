/**
 * Numbers over numbers: a frame with two axes, and what can be drawn in it.
 *
 * A layer is a function of the two scales that makes SVG nodes. Its mark (`series-0` and so on)
 * is a class: colour and dashes are the style sheet's.
 * @module plot/xy
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

/**
 * @param {Object} chart
 * @param {string} chart.title
 * @param {Axis} chart.x
 * @param {Axis} chart.y
 * @param {Array<function(function(number): number, function(number): number): (Node|Node[])>}
 *   chart.layers the last one is on top.
 * @param {Array<{mark: string, text: string}>} [chart.keys] what the marks mean.
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

/** A line through points; it breaks where a value is missing. A point alone is a dot. */
export function line(points, mark) {
  return (x, y) => {
    let path = "";
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

/** A dot per point. */
export function dots(points, mark) {
  return (x, y) => points.filter(([, value]) => value !== null).map(([at, value]) =>
    svg("circle", { class: mark, cx: x(at).toFixed(1), cy: y(value).toFixed(1), r: 4 }));
}

/** An upright line per point `[at, low, high]`. */
export function whiskers(points, mark) {
  return (x, y) => points.filter(([, low, high]) => low !== null && high !== null)
    .map(([at, low, high]) => svg("line", { class: `whisker ${mark}`, x1: x(at).toFixed(1),
      x2: x(at).toFixed(1), y1: y(low).toFixed(1), y2: y(high).toFixed(1) }));
}

/** What lies between two curves, by points `[at, low, high]`. */
export function band(points, mark) {
  return (x, y) => {
    const known = points.filter(([, low, high]) => low !== null && high !== null);
    const there = known.map(([at, low]) => `${x(at).toFixed(1)} ${y(low).toFixed(1)}`);
    const back = known.map(([at, , high]) => `${x(at).toFixed(1)} ${y(high).toFixed(1)}`).reverse();
    return svg("path", { class: `band ${mark}`, d: known.length ? `M${[...there, ...back].join("L")}Z` : "M0 0" });
  };
}

/** A histogram's outline: a value for every bin between two edges. */
export function steps(edges, values, mark) {
  return (x, y) => {
    const floor = y(0).toFixed(1);
    const path = values.reduce((drawn, value, i) =>
      `${drawn}H${x(edges[i]).toFixed(1)}V${y(value).toFixed(1)}H${x(edges[i + 1]).toFixed(1)}`,
    `M${x(edges[0]).toFixed(1)} ${floor}`);
    return svg("path", { class: `steps ${mark}`, d: `${path}V${floor}` });
  };
}

/** An upright line all the way, where one value is. */
export function upright(value, mark) {
  return (x, y) => svg("line", { class: mark, x1: x(value).toFixed(1), x2: x(value).toFixed(1),
    y1: y.ends[0], y2: y.ends[1] });
}

/** @returns {function(number): number} pixels of a value; its `ends` are those of the axis. */
function scale({ from, to }, first, last) {
  const pixels = (value) => first + ((value - from) / (to - from || 1)) * (last - first);
  pixels.ends = [first, last];
  return pixels;
}

function short(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
