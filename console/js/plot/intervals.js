/**
 * Values with their intervals, on one axis.
 * @module plot/intervals
 * @import { Interval } from "openapi"
 */
import { el, svg } from "../dom.js";
import { S } from "../strings.js";

const WIDTH = 560;
const LEFT = 150;
const RIGHT = 20;
const ROW = 30;

/** @typedef {Interval & {name: string, value: number}} Row */

/**
 * Show values with their intervals.
 *
 * @param {string} title
 * @param {Row[]} rows
 * @param {{low: number, high: number, zero: number, zeroName: string, margin?: number}} axis ends
 *   (widened where a value needs it), a line that means something, and perhaps a second one.
 * @returns {HTMLElement} a figure; its values stand in its rows as text as well.
 */
export function intervalChart(title, rows, { low, high, zero, zeroName, margin }) {
  const values = rows.flatMap((row) => [row.low ?? row.value, row.high ?? row.value]);
  const [from, to] = [Math.min(low, ...values), Math.max(high, ...values)];
  const x = (/** @type {number} */ value) => LEFT + ((value - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const bottom = 10 + ROW * rows.length;
  const text = rows.map((row) => S.interval(row.name, row.value, row.low, row.high));
  const mark = (/** @type {Row} */ row, /** @type {number} */ i) => {
    const y = 24 + ROW * i;
    return svg("g", { class: `series-${i}` },
      svg("text", { x: LEFT - 10, y: y + 4, "text-anchor": "end" }, row.name),
      row.low == null || row.high == null ? null : svg("line", { x1: x(row.low), x2: x(row.high), y1: y, y2: y }),
      svg("circle", { cx: x(row.value), cy: y, r: 6 }));
  };
  const drawing = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${bottom + 24}`, role: "img",
    "aria-label": `${title}. ${text.join("; ")}` },
    svg("line", { class: "zero", x1: x(zero), x2: x(zero), y1: 4, y2: bottom }),
    svg("text", { x: x(zero), y: bottom + 16, "text-anchor": "middle" }, zeroName),
    margin ? svg("line", { class: "margin", x1: x(margin), x2: x(margin), y1: 4, y2: bottom }) : null,
    rows.map(mark));
  return el("figure", {}, el("figcaption", {}, title), drawing,
    el("ul", { class: "note" }, text.map((line) => el("li", {}, line))));
}
