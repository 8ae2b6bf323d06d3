/**
 * How features are spread among good and bad takes, and where one recording lies among them.
 * @module know/distributions
 */
import { ask } from "../api.js";
import { el, put } from "../dom.js";
import { measured } from "../format.js";
import { steps, upright, xyChart } from "../plot/xy.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";

const words = S.know.distributions;

/**
 * @param {?{name: string, values: function(string): Promise<Object<string, ?number>>}} own a take
 *   and its values by feature, for each chart.
 * @param {Array<{id: string, filename: string}>} [recordings] labelled ones to choose from.
 * @returns {HTMLElement} choices and a histogram.
 */
export function spreadsPanel(own, recordings = []) {
  const chart = choice(words.charts);
  const feature = choice({});
  const names = Object.fromEntries(recordings.map((one) => [one.id, one.filename]));
  const recording = choice({ "": words.nobody, ...names });
  const about = el("p", { class: "note" });
  const held = el("div", { class: "hist" });
  let body = null;
  let values = null;

  const draw = () => {
    const found = body.features[feature.value];
    const name = own?.name ?? names[recording.value];
    put(held, found ? histogram(found, name && { name, value: values?.[feature.value] ?? null }) : null);
  };
  const load = async () => {
    const [asked, id] = [chart.value, recording.value];
    try {
      const query = new URLSearchParams({ format: "json", ...(id ? { recording: id } : {}) });
      const [answer, measured] = await Promise.all([
        ask("GET", `api/v1/visualizations/${asked}?${query}`), own?.values(asked),
      ]);
      if (chart.value !== asked || recording.value !== id) return; // another choice was faster
      body = answer.body;
      values = measured ?? body.recording?.values;
      about.textContent = words.of(body.data, body.takes.good, body.takes.bad, body.singers);
      fill(feature, body.features);
      draw();
    } catch (error) {
      put(held, error.status === 404 ? el("p", { class: "note" }, error.message) : problemBox(error));
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

function choice(options) {
  return el("select", {}, Object.entries(options).map(([value, text]) => el("option", { value }, text)));
}

function field(text, input) {
  return el("p", {}, el("label", {}, text, input));
}

/** Offer the features of a chart, and keep the one that is chosen where it is one of them. */
function fill(select, features) {
  const before = select.value;
  put(select, Object.entries(features).map(([name, one]) =>
    el("option", { value: name }, `${one.meaning} (${name})`)));
  if (before in features) select.value = before;
}

/** Shares and not counts: there may be more takes of one kind than of the other. */
function histogram({ edges, good, bad, unit, meaning }, own) {
  if (!edges) return el("p", { class: "note" }, words.none);
  const share = (spread) => spread.counts.map((count) => (100 * count) / Math.max(1, spread.n));
  const most = Math.max(...share(good), ...share(bad), 1e-9);
  const [from, to] = [edges[0], edges.at(-1)];
  const middle = (spread) => spread.quantiles?.[Math.floor(spread.quantiles.length / 2)] ?? null;
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

function position({ name, value }, from, to, unit) {
  if (value === null) return words.ownNone(name);
  return (value < from || value > to ? words.beyond : words.own)(name, measured(value, unit));
}
