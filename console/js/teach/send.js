/**
 * Labelled recordings to the service: small ones together in a form, large ones to the store.
 * @module teach/send
 * @import { Item } from "./items.js"
 */
import { DIRECT_BYTES, Problem, ask, poll, postForm } from "../api.js";
import { toStore } from "../judge.js";
import { documentOf } from "../problem.js";
import { S } from "../strings.js";

const MOST_FILES = 20;
const UNDER_WAY = ["awaiting_upload", "processing"];

/** @typedef {{rater: string, source: string, consent: boolean}} Common what is said of all; empty where unknown. */

/**
 * Send recordings; each item's `outcome` says what became of it.
 *
 * @param {Item[]} items labelled ones.
 * @param {Common} common
 * @param {() => void} changed called whenever an outcome is known.
 */
export async function send(items, common, changed) {
  for (const batch of batches(items)) {
    batch.forEach((item) => (item.outcome = { status: "sending" }));
    changed();
    try {
      if (batch[0].file.size > DIRECT_BYTES) await large(batch[0], common);
      else await form(batch, common);
    } catch (error) {
      refused(batch, error);
    }
    changed();
  }
}

/** Divide recordings. @param {Item[]} items @returns {Item[][]} what goes into one request each. */
export function batches(items) {
  /** @type {Item[][]} */
  const parts = [];
  let bytes = 0;
  for (const item of items) {
    const { size } = item.file;
    const last = parts.at(-1);
    if (last && bytes + size <= DIRECT_BYTES && last.length < MOST_FILES) last.push(item);
    else {
      parts.push([item]);
      bytes = 0;
    }
    bytes += size + 1000; // what a form adds to each file
  }
  return parts;
}

/** Send small recordings together. @param {Item[]} items @param {Common} common */
async function form(items, { rater, source, consent }) {
  const data = new FormData();
  items.forEach((item) => data.append("files", item.file, item.file.name));
  data.append("labels", JSON.stringify(items.map((item) => item.label)));
  if (items.some((item) => item.singer)) {
    data.append("singers", JSON.stringify(items.map((item) => item.singer || null)));
  }
  if (rater) data.append("rater", rater);
  if (source) data.append("source", source);
  if (consent) data.append("consent", "true");
  const answer = await postForm("api/v1/upload-data", data);
  if ("uploaded_files" in answer) answer.files.forEach((row, i) => (items[i].outcome = row));
}

/** Send a large recording by way of the store. @param {Item} item @param {Common} common */
async function large(item, { rater, source, consent }) {
  const said = { label: item.label, singer: item.singer || null, rater: rater || null,
    source: source || null, consent: consent || null };
  const file = { filename: item.file.name, content_type: "application/octet-stream",
    size: item.file.size, ...said };
  const { files: [leave] } = await ask("POST", "api/v1/upload-data", { json: { files: [file] } });
  if (!("url" in leave) || !leave.url || !leave.fields) throw new Problem(leave.error ?? S.problems.store);
  await toStore({ url: leave.url, fields: leave.fields }, item.file);
  const answer = await poll(`api/v1/uploads/${leave.upload_id}`, ({ status }) => !UNDER_WAY.includes(status));
  if (answer.status !== "done") throw new Problem(answer.error ?? S.problems.store);
  item.outcome = { status: "stored", contradictions: [] };
}

/** Say why nothing was kept. @param {Item[]} items of one request. @param {unknown} error that was thrown. */
function refused(items, error) {
  const document = documentOf(error);
  items.forEach((item, i) => {
    item.outcome = document.files?.[i] ?? { status: "refused", error: document };
  });
}
