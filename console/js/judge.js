/**
 * From a recording to its judgement. Small files go with the request, large ones straight to
 * the store; who asks need not know which.
 * @module judge
 */
import { DIRECT_BYTES, Problem, ask, poll, postForm, sendForm } from "./api.js";
import { S } from "./strings.js";

const OPTIONS = { timeline: true, contour: true };
const UNDER_WAY = ["awaiting_upload", "processing"];

/**
 * Judge a recording.
 *
 * @param {Blob} blob the recording.
 * @param {string} name of its file.
 * @param {function("sending"|"judging", ?number): void} onPhase what is done now, and the share
 *   that is sent.
 * @returns {Promise<Object>} the API's Prediction.
 * @throws {Problem} where it cannot be judged.
 */
export async function judge(blob, name, onPhase) {
  onPhase("sending", 0);
  const progress = (share) => onPhase(share < 1 ? "sending" : "judging", share);
  return blob.size <= DIRECT_BYTES ? direct(blob, name, progress) : stored(blob, name, progress);
}

function direct(blob, name, onProgress) {
  const form = new FormData();
  form.append("file", blob, name);
  return postForm(`api/v1/predictions/single?${new URLSearchParams(OPTIONS)}`, form, onProgress);
}

async function stored(blob, name, onProgress) {
  const asked = {
    content_type: "application/octet-stream", filename: name, size: blob.size, ...OPTIONS,
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
