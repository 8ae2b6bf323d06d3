/**
 * The charts of a training that is over.
 * @module teach/charts
 * @import { LearningCurve, Reliability, Roc, TrainingCharts } from "openapi"
 * @import { Child } from "types/dom"
 * @import { Point } from "../plot/xy.js"
 */
import { el } from "../dom.js";
import { measured, percent } from "../format.js";
import { confusionTable } from "../plot/confusion.js";
import { band, dots, line, steps, whiskers, xyChart } from "../plot/xy.js";
import { S } from "../strings.js";

const words = S.teach.charts;
const SHARE = { from: 0, to: 1, ticks: [0, 0.5, 1] };
/** @type {Point[]} */
const DIAGONAL = [[0, 0], [1, 1]];

/** Draw all of them. @param {TrainingCharts} body @returns {Child[]} */
export function trainingCharts(body) {
  return [
    el("p", { class: "note" }, words.about(body)),
    el("div", { class: "charts-grid" }, roc(body.roc), reliability(body.reliability),
      scores(body), learning(body.learning_curves)),
    confusionTable(body.confusion.counts, body.confusion.class_labels,
      words.threshold(percent(body.confusion.threshold))),
  ];
}

/** Draw the ROC curve. @param {Roc} curve @returns {HTMLElement} */
function roc({ auc, false_positive_rate: wrong, true_positive_rate: right, low, high }) {
  const text = auc.value === null ? words.oneClass : S.interval(words.auc, auc.value, auc.low, auc.high);
  return xyChart({
    title: words.roc, square: true, text,
    x: { ...SHARE, name: words.falseAlarms }, y: { ...SHARE, name: words.hits },
    layers: [line(DIAGONAL, "series-2"), band(wrong.map((at, i) => [at, low[i], high[i]]), "series-0"),
      line(wrong.map((at, i) => [at, right[i]]), "series-0 solid")],
    keys: [{ mark: "series-0", text }, { mark: "series-2", text: S.teach.compare.chance }],
  });
}

/** Draw how often the probability was right. @param {Reliability} bins @returns {HTMLElement} */
function reliability({ n, mean_probability: said, share_good: were, low, high }) {
  const bins = said.flatMap((at, i) => {
    const share = were[i]; // null where the bin is empty, as is `at`
    return at === null || share === null ? [] : [{ at, share, n: n[i], low: low[i], high: high[i] }];
  });
  return xyChart({
    title: words.reliability, square: true,
    x: { ...SHARE, name: words.said }, y: { ...SHARE, name: words.were },
    layers: [line(DIAGONAL, "series-2"), whiskers(bins.map((bin) => [bin.at, bin.low, bin.high]), "series-0"),
      dots(bins.map((bin) => [bin.at, bin.share]), "series-0")],
    keys: [{ mark: "series-0", text: words.bins }, { mark: "series-2", text: words.perfect }],
    text: bins.map((bin) => words.bin(percent(bin.at), percent(bin.share), bin.n)).join("; "),
  });
}

/** Draw the probabilities it gave. @param {TrainingCharts} body @returns {HTMLElement} */
function scores({ scores: { edges, good, bad }, n }) {
  const most = Math.max(...good, ...bad, 1);
  return xyChart({
    title: words.scores,
    x: { ...SHARE, name: words.said }, y: { from: 0, to: most, name: words.takes },
    layers: [steps(edges, good, "series-0"), steps(edges, bad, "series-1")],
    keys: [{ mark: "series-0", text: words.good }, { mark: "series-1", text: words.bad }],
    text: words.spread(n, above(edges, good), above(edges, bad)),
  });
}

/** Count the takes that got more than a half. @param {number[]} edges @param {number[]} counts @returns {number} */
function above(edges, counts) {
  return counts.reduce((sum, count, i) => sum + (edges[i] >= 0.5 ? count : 0), 0);
}

/** Draw the losses by epoch. @param {LearningCurve[]} curves @returns {HTMLElement} */
function learning(curves) {
  const epochs = curves.flatMap((curve) => curve.epochs);
  if (!epochs.length) return el("p", { class: "note" }, words.noEpochs);
  const most = Math.max(...epochs.flatMap((one) => [one.loss, one.validation_loss]));
  const last = Math.max(...epochs.map((one) => one.epoch));
  const of = (/** @type {"loss"|"validation_loss"} */ name, /** @type {string} */ mark) => curves.map((curve) => line(curve.epochs.map((one) => [one.epoch, one[name]]), mark));
  const best = Math.min(...epochs.map((one) => one.validation_loss));
  return xyChart({
    title: curves[0].shipped ? words.learning : words.learningOther,
    x: { from: 1, to: Math.max(last, 2), name: words.epoch }, y: { from: 0, to: most },
    layers: [...of("loss", "series-0"), ...of("validation_loss", "series-1")],
    keys: [{ mark: "series-0", text: S.teach.training.loss },
      { mark: "series-1", text: S.teach.training.validation }],
    text: words.best(measured(best), last),
  });
}
