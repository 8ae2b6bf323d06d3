/**
 * From a recording to its judgement. Small files go with the request, large ones straight to
 * the store; who asks need not know which.
 * @module judge
 */
import { DIRECT_BYTES, Problem, ask, poll, postForm, sendForm } from "./api.js";
import { S } from "./strings.js";

const PLOTTED = { timeline: true, contour: true };
/** What `options` may be: how the recording sounds as well, in the answer's `acoustic`. */
export const FULL = { analysis: "full" };
const UNDER_WAY = ["awaiting_upload", "processing"];

/**
 * Judge a recording.
 *
 * @param {Blob} blob the recording.
 * @param {string} name of its file.
 * @param {function("sending"|"judging", ?number): void} onPhase what is done now, and the share
 *   that is sent.
 * @param {Object} [options] of the API; what the plots need if not given.
 * @returns {Promise<Object>} the API's Prediction.
 * @throws {Problem} where it cannot be judged.
 */
export async function judge(blob, name, onPhase, options = PLOTTED) {
  onPhase("sending", 0);
  const progress = (share) => onPhase(share < 1 ? "sending" : "judging", share);
  return blob.size <= DIRECT_BYTES ? direct(blob, name, progress, options)
    : stored(blob, name, progress, options);
}

function direct(blob, name, onProgress, options) {
  const form = new FormData();
  form.append("file", blob, name);
  return postForm(`api/v1/predictions/single?${new URLSearchParams(options)}`, form, onProgress);
}

async function stored(blob, name, onProgress, options) {
  const asked = {
    content_type: "application/octet-stream", filename: name, size: blob.size, ...options,
  };
  const { body: leave } = await ask("POST", "api/v1/uploads", { json: asked });
  await toStore(leave, blob, onProgress);
  const over = (answer) => !UNDER_WAY.includes(answer.status);
  const answer = await poll(`api/v1/predictions/${leave.id}`, over);
  if (answer.result) return answer.result;
  throw new Problem(answer.error ?? { ...S.problems.store, code: answer.status, status: 0 });
}

/**
 * Send a file to the store.
 *
 * @param {{url: string, fields: Object<string, string>}} leave the API's permission.
 * @param {Blob} blob the file.
 * @param {function(number): void} [onProgress] gets the share that is sent, 0..1.
 * @throws {Problem} where the store does not take it.
 */
export async function toStore(leave, blob, onProgress) {
  const form = new FormData();
  for (const [field, value] of Object.entries(leave.fields)) form.append(field, value);
  form.append("file", blob); // S3 reads no field after the file
  try {
    await sendForm(leave.url, form, { onProgress });
  } catch (error) {
    throw new Problem({ ...S.problems.store, code: "store", status: error.status ?? 0 });
  }
}
