/**
 * The take itself: to see, to hear, and its weak stretches by one click.
 * @module try/take
 * @import { Note, Stretch, Window } from "openapi"
 * @import { Player } from "../audio/player.js"
 * @import { Detailed, TakePlot } from "../plot/take-plot.js"
 */
import { outline } from "../audio/peaks.js";
import { samplesOf } from "../audio/sound.js";
import { button, el, put } from "../dom.js";
import { clock, noteName, percent } from "../format.js";
import { takePlot } from "../plot/take-plot.js";
import { S } from "../strings.js";
import { swing, tuning } from "./words.js";

const COLUMNS = 1600;
/** A spectrum every 10 ms, and no more of them than there is room to draw. */
const SPECTRA_PER_SECOND = 100;

/**
 * Show a take: its plots, and what is weak in it.
 *
 * @param {Detailed} result
 * @param {Blob} blob the recording.
 * @param {Player} player plays it.
 * @returns {HTMLElement} the section.
 */
export function takePanel(result, blob, player) {
  const duration = result.duration_seconds;
  const { weakest } = result.detail;
  const plot = takePlot(result, {
    onSeek: (time) => player.play(time),
    onStretch: (stretch) => player.play(stretch.start, stretch.end),
  });
  const silent = el("p", { class: "note", role: "status" });
  player.addEventListener("change", () => {
    plot.setTime(player.time);
    silent.textContent = player.silent ? S.plot.silent : "";
  });
  draw(blob, duration, plot, player);
  return el(
    "section",
    { class: "take" },
    el("h3", {}, S.plot.title),
    transport(player, duration, plot),
    silent,
    plot.node,
    legend(),
    el("h3", {}, S.plot.weakTitle),
    weakest.length
      ? el("ol", { class: "weakest" }, weakest.map((stretch) => weak(stretch, player)))
      : el("p", {}, S.plot.evenTake),
    notesTable(result.detail.notes),
    result.timeline ? scoreTable(result.timeline) : null,
  );
}

/**
 * Draw what needs the sound itself, once it is decoded.
 *
 * @param {Blob} blob
 * @param {number} duration in seconds.
 * @param {TakePlot} plot
 * @param {Player} player
 */
async function draw(blob, duration, plot, player) {
  const samples = await samplesOf(blob);
  if (!samples || player.closed) return;
  plot.setPeaks(outline(samples, COLUMNS));
  const { picture, spectrogram } = await import("../audio/spectrogram.js");
  const columns = Math.min(2 * COLUMNS, Math.ceil(SPECTRA_PER_SECOND * duration));
  const canvas = picture(spectrogram(samples, columns));
  /** @type {?Blob} */
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve));
  if (!drawn || player.closed) return; // or nobody would give its memory back
  const url = URL.createObjectURL(drawn);
  player.addEventListener("closed", () => URL.revokeObjectURL(url));
  plot.setSpectrogram(url, () => canvas.toDataURL("image/webp", 0.6));
}

/** Make the controls. @param {Player} player @param {number} duration @param {TakePlot} plot @returns {HTMLElement} */
function transport(player, duration, plot) {
  const toggle = button(S.plot.play, () => player.toggle(), { class: "play" });
  const position = el("input", {
    type: "range", min: "0", max: duration.toFixed(2), step: "0.1", "aria-label": S.plot.position,
  });
  position.value = "0";
  const time = el("span", { class: "time" }, `${clock(0)} / ${clock(duration)}`);
  position.addEventListener("input", () => player.seek(Number(position.value)));
  player.addEventListener("change", () => {
    toggle.textContent = player.paused ? S.plot.play : S.plot.pause;
    toggle.disabled = player.silent;
    position.value = String(player.time);
    position.setAttribute("aria-valuetext", clock(player.time));
    time.textContent = `${clock(player.time)} / ${clock(duration)}`;
  });
  const zoom = el("input", { type: "range", min: "1", max: "8", step: "1", "aria-label": S.plot.zoom });
  zoom.value = "1";
  zoom.addEventListener("input", () => plot.setZoom(Number(zoom.value)));
  return el("div", { class: "row transport" }, toggle, position, time,
    el("label", { class: "zoom" }, el("span", { "aria-hidden": "true" }, S.plot.zoom), zoom));
}

/** Say what the marks mean. @returns {HTMLElement} */
function legend() {
  return el("p", { class: "legend note" },
    Object.entries(S.plot.legend).map(([name, text]) => el("span", { class: `key-${name}` }, text)),
    el("span", {}, S.plot.hint));
}

/** Say what is weak, and let it be heard. @param {Stretch} stretch @param {Player} player @returns {HTMLElement} */
function weak(stretch, player) {
  const hear = S.plot.hear(clock(stretch.start), clock(stretch.end));
  return el("li", {}, button(hear, () => player.play(stretch.start, stretch.end)), " ",
    el("span", {}, stretch.sentence));
}

/** List the notes. @param {Note[]} notes @returns {HTMLElement} */
function notesTable(notes) {
  const rows = notes.map((note) => [clock(note.start), clock(note.end), noteName(note.cents),
    tuning(note.deviation), swing(note.vibrato)]);
  return folded(S.plot.table, S.plot.columns, rows);
}

/** List the score over time. @param {Window[]} timeline @returns {HTMLElement} */
function scoreTable(timeline) {
  const rows = timeline.map((one) => [clock(one.start), clock(one.end),
    score(one)]);
  return folded(S.plot.scoreTable, S.plot.scoreColumns, rows);
}

/** Say a window's score, or why it has none. @param {Window} window @returns {string} */
function score({ probability_good: p, reason }) {
  if (p !== null) return percent(p);
  return reason ? S.plot.noScore[reason] : "–";
}

/**
 * Make a table when it is opened: ten minutes have a thousand notes.
 *
 * @param {string} title
 * @param {string[]} columns
 * @param {string[][]} rows
 * @returns {HTMLElement}
 */
function folded(title, columns, rows) {
  const held = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title });
  const details = el("details", {}, el("summary", {}, title), held);
  details.addEventListener("toggle", () => {
    if (!details.open || held.firstChild) return;
    put(held, el("table", {},
      el("thead", {}, el("tr", {}, columns.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((text) => el("td", {}, text)))))));
  });
  return details;
}
