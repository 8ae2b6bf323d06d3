/**
 * Try it: recordings in, judgements out.
 * @module try/view
 * @import { Prediction } from "openapi"
 * @import { Report } from "./report.js"
 */
import { button, el, put } from "../dom.js";
import { judge } from "../judge.js";
import { messageOf, problemBox } from "../problem.js";
import { S } from "../strings.js";
import { dropZone } from "../drop.js";
import { recorderPanel } from "./record.js";
import { report } from "./report.js";
import { samplesPanel } from "./samples.js";
import { takesTable } from "./table.js";

const AT_ONCE = 2;

/**
 * A recording that was given, and what became of it.
 *
 * @typedef {Object} Take
 * @property {Blob} blob
 * @property {string} name
 * @property {"waiting"|"sending"|"judging"|"done"|"refused"} phase
 * @property {?number} share that is sent, 0..1.
 * @property {?Prediction} result
 * @property {unknown} problem that was thrown; null where there was none.
 * @property {?Report} report once it was shown.
 * @property {HTMLProgressElement} [bar] while it is sent.
 */

/** Make the view. @returns {{node: HTMLElement}} */
export function view() {
  /** @type {Take[]} */
  const takes = [];
  /** @type {?Take} */
  let open = null;
  let judging = 0;
  const results = el("section", { class: "results", "aria-label": S.try.takes });
  const status = el("p", { class: "visually-hidden", role: "status" });

  const add = (/** @type {File[]} */ files) => {
    for (const file of files) takes.push(takeOf(file, file.name));
    if (takes.length > 1) open = null;
    next();
    draw();
    results.scrollIntoView(); // at once: on a phone it is below the fold, and gliding makes some people ill
  };
  const next = () => {
    const waiting = takes.find((take) => take.phase === "waiting");
    if (!waiting || judging >= AT_ONCE) return;
    judging += 1;
    run(waiting, draw).finally(() => {
      judging -= 1;
      status.textContent = S.try.announce(waiting.name, outcome(waiting));
      next();
      draw();
    });
    next();
  };
  const draw = () => {
    const shown = takes.length === 1 ? takes[0] : open;
    const choose = (/** @type {?Take} */ take) => {
      open = take;
      draw();
      results.querySelector("h2")?.focus();
    };
    const clear = () => {
      takes.splice(0).forEach((take) => take.report?.close());
      open = null;
      draw();
    };
    put(
      results,
      takes.length > 1 && !open ? takesTable(takes, choose) : null,
      open && takes.length > 1 ? button(`← ${S.report.back}`, () => choose(null), { class: "quiet" }) : null,
      shown ? takeCard(shown) : null,
      takes.length ? el("p", {}, button(S.try.clear, clear, { class: "quiet" })) : null,
    );
  };

  const node = el(
    "div",
    {},
    el("h1", {}, S.try.title),
    el("p", { class: "lead" }, S.try.intro),
    el(
      "div",
      { class: "intake" },
      dropZone({ text: S.try.drop, hint: S.try.dropHint, onFiles: add }),
      recorderPanel((blob, name) => add([named(blob, name)])),
    ),
    samplesPanel((blob, name) => add([named(blob, name)])),
    status,
    results,
  );
  return { node };
}

/** Take a recording in. @param {Blob} blob @param {string} name @returns {Take} */
function takeOf(blob, name) {
  return { blob, name, phase: "waiting", share: null, result: null, problem: null, report: null };
}

/** Name a recording. @param {Blob} blob @param {string} name @returns {File} */
function named(blob, name) {
  return new File([blob], name, { type: blob.type });
}

/** Judge a take. @param {Take} take @param {() => void} changed called when its phase is another one. */
async function run(take, changed) {
  try {
    take.result = await judge(take.blob, take.name, (phase, share) => {
      const moved = phase !== take.phase;
      Object.assign(take, { phase, share });
      if (moved) changed();
      else if (take.bar) take.bar.value = share;
    });
    take.phase = "done";
  } catch (error) {
    take.problem = error;
    take.phase = "refused";
  }
}

/** Say what became of a take. @param {Take} take @returns {string} */
function outcome(take) {
  return take.result ? S.verdict.word[take.result.verdict] : messageOf(take.problem);
}

/** Show a take: its report, or how far it is. @param {Take} take @returns {HTMLElement} */
function takeCard(take) {
  const { blob, name, result } = take;
  if (result) {
    take.report ??= report({ blob, name, result });
    return take.report.node;
  }
  const heading = el("h2", { tabindex: "-1" }, take.name);
  if (take.problem) return el("article", { class: "card" }, heading, problemBox(take.problem));
  const label = S.try.announce(take.name, S.try.phase[take.phase]);
  take.bar = el("progress", { "aria-label": label, max: "1" });
  if (take.phase === "sending") take.bar.value = take.share ?? 0;
  return el("article", { class: "card report-size" }, heading,
    el("p", {}, S.try.phase[take.phase]), take.bar);
}
