/**
 * From a recording to its judgement. Small files go with the request, large ones straight to
 * the store; who asks need not know which.
 * @module judge
 * @import { Permission, Prediction } from "openapi"
 */
import { DIRECT_BYTES, Problem, ask, poll, postForm, sendForm } from "./api.js";
import { S } from "./strings.js";

/** @typedef {{timeline?: boolean, contour?: boolean, analysis?: "full"}} Options of the API. */
/** @typedef {(phase: "sending"|"judging", share: number) => void} OnPhase gets what is done, and how much is sent. */

/** @type {Options} */
const PLOTTED = { timeline: true, contour: true };
/**
 * How the recording sounds as well, in the answer's `acoustic`.
 *
 * @type {Options}
 */
export const FULL = { analysis: "full" };
const UNDER_WAY = ["awaiting_upload", "processing"];

/**
 * Judge a recording.
 *
 * @param {Blob} blob the recording.
 * @param {string} name of its file.
 * @param {OnPhase} onPhase what is done now, and the share that is sent, 0..1.
 * @param {Options} [options] what the plots need if not given.
 * @returns {Promise<Prediction>}
 * @throws {Problem} where it cannot be judged.
 */
export async function judge(blob, name, onPhase, options = PLOTTED) {
  onPhase("sending", 0);
  const progress = (/** @type {number} */ share) => onPhase(share < 1 ? "sending" : "judging", share);
  return blob.size <= DIRECT_BYTES ? direct(blob, name, progress, options)
    : stored(blob, name, progress, options);
}

/**
 * Judge a recording that goes with the request.
 *
 * @param {Blob} blob
 * @param {string} name
 * @param {(share: number) => void} onProgress
 * @param {Options} options
 * @returns {Promise<Prediction>}
 */
async function direct(blob, name, onProgress, options) {
  const form = new FormData();
  form.append("file", blob, name);
  const query = new URLSearchParams(Object.entries(options).map(([key, value]) => [key, String(value)]));
  const answer = await postForm(`api/v1/predictions/single?${query}`, form, onProgress);
  return "verdict" in answer ? answer : finished(answer.id);
}

/**
 * Judge a recording by way of the store.
 *
 * @param {Blob} blob
 * @param {string} name
 * @param {(share: number) => void} onProgress
 * @param {Options} options
 * @returns {Promise<Prediction>}
 */
async function stored(blob, name, onProgress, options) {
  const asked = {
    content_type: "application/octet-stream", filename: name, size: blob.size, ...options,
  };
  const leave = await ask("POST", "api/v1/uploads", { json: asked });
  await toStore(leave, blob, onProgress);
  return finished(leave.id);
}

/**
 * Wait for a judgement.
 *
 * @param {string} id of the upload.
 * @returns {Promise<Prediction>}
 * @throws {Problem} where it ended without one.
 */
async function finished(id) {
  const answer = await poll(`api/v1/predictions/${id}`, ({ status }) => !UNDER_WAY.includes(status));
  if (answer.result) return answer.result;
  throw new Problem(answer.error ?? { ...S.problems.store, code: answer.status, status: 0 });
}

/**
 * Send a file to the store.
 *
 * @param {Pick<Permission, "url"|"fields">} leave the API's permission.
 * @param {Blob} blob the file.
 * @param {(share: number) => void} [onProgress] gets the share that is sent, 0..1.
 * @throws {Problem} where the store does not take it.
 */
export async function toStore(leave, blob, onProgress) {
  const form = new FormData();
  for (const [field, value] of Object.entries(leave.fields)) form.append(field, value);
  form.append("file", blob); // S3 reads no field after the file
  try {
    await sendForm(leave.url, form, { onProgress });
  } catch (error) {
    throw new Problem({ ...S.problems.store, code: "store",
      status: error instanceof Problem ? error.status : 0 });
  }
}
