/**
 * How features are spread among good and bad takes, and where one recording lies among them.
 * @module know/distributions
 * @import { Distributions, FeatureSpread, Recording, Spread } from "openapi"
 */
import { ask } from "../api.js";
import { el, put } from "../dom.js";
import { measured } from "../format.js";
import { steps, upright, xyChart } from "../plot/xy.js";
import { isMissing, problemBox } from "../problem.js";
import { S } from "../strings.js";

const words = S.know.distributions;
const CHARTS = /** @type {Chart[]} */ (Object.keys(words.charts));

/** @typedef {keyof typeof words.charts} Chart */
/** @typedef {Object<string, ?number>} Values by feature; null where a take does not define one. */
/** @typedef {{name: string, values: (chart: Chart) => Promise<Values>}} Own a take that is no labelled recording. */

/**
 * Show how features are spread.
 *
 * @param {?Own} own a take to find among the others.
 * @param {Recording[]} [recordings] labelled ones to choose from.
 * @returns {HTMLElement} choices and a histogram.
 */
export function spreadsPanel(own, recordings = []) {
  const chart = choice(words.charts);
  const feature = choice({});
  const names = Object.fromEntries(recordings.map((one) => [one.id, one.filename]));
  const recording = choice({ "": words.nobody, ...names });
  const about = el("p", { class: "note" });
  const held = el("div", { class: "hist" });
  /** @type {?Distributions} */
  let body = null;
  /** @type {?Values} */
  let values = null;

  const draw = () => {
    const found = body?.features[feature.value];
    const name = own?.name ?? names[recording.value];
    const place = name ? { name, value: values?.[feature.value] ?? null } : null;
    put(held, found ? histogram(found, place) : null);
  };
  const load = async () => {
    const asked = CHARTS.find((one) => one === chart.value) ?? "singing";
    const id = recording.value;
    try {
      const query = new URLSearchParams({ format: "json", ...(id ? { recording: id } : {}) });
      const [answer, theirs] = await Promise.all([
        ask("GET", `api/v1/visualizations/${asked}?${query}`), own?.values(asked),
      ]);
      if (chart.value !== asked || recording.value !== id) return; // another choice was faster
      body = answer;
      values = theirs ?? answer.recording?.values ?? null;
      const { good = 0, bad = 0 } = answer.takes;
      about.textContent = words.of(answer.data, good, bad, answer.singers);
      fill(feature, answer.features);
      draw();
    } catch (error) {
      put(held, isMissing(error) ? el("p", { class: "note" }, error.message) : problemBox(error));
    }
  };
  chart.addEventListener("change", load);
  recording.addEventListener("change", load);
  feature.addEventListener("change", draw);
  load();
  return el("div", { class: "spreads" }, about,
    el("div", { class: "fields" }, field(words.chart, chart), field(words.choose, feature),
      recordings.length ? field(words.recording, recording) : null), held);
}

/** Offer a choice. @param {Object<string, string>} options texts by value. @returns {HTMLSelectElement} */
function choice(options) {
  return el("select", {}, Object.entries(options).map(([value, text]) => el("option", { value }, text)));
}

/** Label a choice. @param {string} text @param {HTMLSelectElement} input @returns {HTMLElement} */
function field(text, input) {
  return el("p", {}, el("label", {}, text, input));
}

/**
 * Offer the features of a chart, and keep the one that is chosen where it is one of them.
 *
 * @param {HTMLSelectElement} select
 * @param {Object<string, FeatureSpread>} features
 */
function fill(select, features) {
  const before = select.value;
  put(select, Object.entries(features).map(([name, one]) =>
    el("option", { value: name }, `${one.meaning} (${name})`)));
  if (before in features) select.value = before;
}

/**
 * Draw how a feature is spread: shares and not counts, for there may be more takes of one kind than
 * of the other.
 *
 * @param {FeatureSpread} spread
 * @param {?{name: string, value: ?number}} own where a take lies; no value is said in words.
 * @returns {HTMLElement}
 */
function histogram({ edges, good, bad, unit, meaning }, own) {
  if (!edges) return el("p", { class: "note" }, words.none);
  const share = (/** @type {Spread} */ spread) => spread.counts.map((count) => (100 * count) / Math.max(1, spread.n));
  const most = Math.max(...share(good), ...share(bad), 1e-9);
  const [from, to] = [edges[0], edges[edges.length - 1]];
  const middle = (/** @type {Spread} */ spread) => spread.quantiles?.[Math.floor(spread.quantiles.length / 2)] ?? null;
  const keys = [
    { mark: "series-0", text: words.good(measured(middle(good), unit)) },
    { mark: "series-1", text: words.bad(measured(middle(bad), unit)) },
  ];
  const layers = [steps(edges, share(good), "series-0"), steps(edges, share(bad), "series-1")];
  if (own) {
    keys.push({ mark: "own", text: position(own, from, to, unit) });
    if (own.value !== null) layers.push(upright(Math.min(to, Math.max(from, own.value)), "own"));
  }
  return xyChart({
    title: meaning, keys, layers, text: keys.map((key) => key.text).join("; "),
    x: { from, to, name: unit === "1" ? "" : unit },
    y: { from: 0, to: most, ticks: [0, Number(most.toPrecision(2))], name: words.share },
  });
}

/**
 * Say where a take lies.
 *
 * @param {{name: string, value: ?number}} own
 * @param {number} from lower end of the axis.
 * @param {number} to its other end.
 * @param {string} unit
 * @returns {string}
 */
function position({ name, value }, from, to, unit) {
  if (value === null) return words.ownNone(name);
  return (value < from || value > to ? words.beyond : words.own)(name, measured(value, unit));
}
