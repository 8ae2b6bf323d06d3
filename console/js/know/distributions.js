/**
 * How a feature is spread among good and bad takes.
 * @module know/distributions
 */
import { el, put, svg } from "../dom.js";
import { measured } from "../format.js";
import { S } from "../strings.js";

const WIDTH = 560;
const HEIGHT = 200;
const FLOOR = 170;
const words = S.know.distributions;

/** @param {Object} body the API's Distributions. @returns {Node[]} a choice and its histogram. */
export function distributions(body) {
  const names = Object.keys(body.features).filter((name) => body.features[name].edges);
  const choice = el("select", { id: "feature" }, names.map((name) => el("option", { value: name }, name)));
  const held = el("div");
  const draw = () => put(held, histogram(body.features[choice.value], choice.value));
  choice.addEventListener("change", draw);
  if (names.length) draw();
  return [
    el("p", {}, words.of(body.data, body.takes.good, body.takes.bad, body.singers)),
    el("p", {}, el("label", { for: "feature" }, words.choose), " ", choice),
    held,
  ];
}

/** Shares and not counts: there may be more takes of one kind than of the other. */
function histogram(feature, name) {
  const { edges, good, bad, unit, meaning } = feature;
  const share = (spread) => spread.counts.map((count) => count / Math.max(1, spread.n));
  const most = Math.max(...share(good), ...share(bad), 1e-9);
  const x = (value) => 20 + ((value - edges[0]) / (edges.at(-1) - edges[0] || 1)) * (WIDTH - 40);
  const y = (value) => FLOOR - (value / most) * (FLOOR - 12);
  const outline = (spread) => share(spread).reduce((path, value, i) =>
    `${path}H${x(edges[i]).toFixed(1)}V${y(value).toFixed(1)}H${x(edges[i + 1]).toFixed(1)}`,
  `M${x(edges[0])} ${FLOOR}`) + `V${FLOOR}`;
  const middle = (spread) => spread.quantiles?.[Math.floor(spread.quantiles.length / 2)] ?? null;
  const text = words.summary(measured(middle(good), unit), measured(middle(bad), unit));
  return el("figure", { class: "hist" }, el("figcaption", {}, meaning),
    svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
      "aria-label": `${name}. ${text}` },
      svg("path", { class: "good-bars", d: outline(good) }),
      svg("path", { class: "bad-bars", d: outline(bad) }),
      svg("line", { class: "line", x1: 20, x2: WIDTH - 20, y1: FLOOR, y2: FLOOR }),
      svg("text", { x: 20, y: HEIGHT - 10 }, measured(edges[0], unit)),
      svg("text", { x: WIDTH - 20, y: HEIGHT - 10, "text-anchor": "end" }, measured(edges.at(-1), unit))),
    el("p", { class: "note" }, words.legend), el("p", { class: "note" }, text));
}
