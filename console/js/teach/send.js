/**
 * Labelled recordings to the service: small ones together in a form, large ones to the store.
 * @module teach/send
 */
import { DIRECT_BYTES, Problem, ask, poll, postForm } from "../api.js";
import { toStore } from "../judge.js";
import { S } from "../strings.js";

const MOST_FILES = 20;
const UNDER_WAY = ["awaiting_upload", "processing"];

/**
 * Send recordings; each item's `outcome` says what became of it.
 *
 * @param {Item[]} items labelled ones.
 * @param {{rater: string, source: string, consent: boolean}} common of all of them.
 * @param {function(): void} changed called whenever an outcome is known.
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

/** @param {Item[]} items @returns {Item[][]} what goes into one request each. */
export function batches(items) {
  const parts = [];
  let bytes = Infinity;
  for (const item of items) {
    const { size } = item.file;
    if (bytes + size > DIRECT_BYTES || parts.at(-1).length >= MOST_FILES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1).push(item);
    bytes += size + 1000; // what a form adds to each file
  }
  return parts;
}

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
  answer.files.forEach((row, i) => (items[i].outcome = row));
}

async function large(item, { rater, source, consent }) {
  const said = { label: item.label, singer: item.singer || null, rater: rater || null,
    source: source || null, consent: consent || null };
  const file = { filename: item.file.name, content_type: "application/octet-stream",
    size: item.file.size, ...said };
  const { body } = await ask("POST", "api/v1/upload-data", { json: { files: [file] } });
  const [leave] = body.files;
  await toStore(leave, item.file);
  const over = (answer) => !UNDER_WAY.includes(answer.status);
  const answer = await poll(`api/v1/uploads/${leave.upload_id}`, over);
  if (answer.status !== "done") throw new Problem(answer.error ?? S.problems.store);
  item.outcome = { status: "stored", contradictions: [] };
}

function refused(items, error) {
  const rows = error.document?.files ?? []; // where none of a form was kept, each says why
  items.forEach((item, i) => {
    item.outcome = rows[i] ?? { status: "refused", error: error.document ?? S.problems.other };
  });
}
