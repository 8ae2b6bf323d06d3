/**
 * Lines over epochs.
 * @module plot/lines
 */
import { el, svg } from "../dom.js";
import { measured } from "../format.js";
import { S } from "../strings.js";

const WIDTH = 560;
const HEIGHT = 190;
const LEFT = 48;
const BOTTOM = 26;

/**
 * @param {string} title
 * @param {Array<{name: string, points: Array<[number, number]>}>} series
 * @returns {HTMLElement} a figure, told apart by dashes as well as by colour, and its last values
 *   as text.
 */
export function lineChart(title, series) {
  const shown = series.filter((one) => one.points.length);
  const points = shown.flatMap((one) => one.points);
  const range = (values) => [Math.min(...values), Math.max(...values)];
  const [first, last] = range(points.map(([at]) => at));
  const [least, most] = range(points.map(([, value]) => value));
  const x = (at) => LEFT + ((at - first) / (last - first || 1)) * (WIDTH - LEFT - 12);
  const y = (value) => 12 + ((most - value) / (most - least || 1)) * (HEIGHT - BOTTOM - 16);
  const path = (one) => one.points.map(([at, value], i) =>
    `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const now = shown.map((one) => S.nowAt(one.name, measured(one.points.at(-1)[1])));
  const drawing = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": `${title}. ${now.join("; ")}` },
    [most, least].map((value) => [
      svg("line", { class: "line", x1: LEFT, x2: WIDTH - 12, y1: y(value), y2: y(value) }),
      svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, measured(value)),
    ]),
    svg("text", { x: x(first), y: HEIGHT - 6 }, first),
    svg("text", { x: x(last), y: HEIGHT - 6, "text-anchor": "end" }, last),
    shown.map((one, i) => svg("path", { class: `curve series-${i}`, d: path(one) })));
  return el("figure", {}, el("figcaption", {}, title), drawing,
    el("ul", { class: "note legend-lines" }, now.map((text, i) => el("li", { class: `series-${i}` }, text))));
}
