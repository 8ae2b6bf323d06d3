/**
 * Recording from the microphone, as it is: no echo, noise or gain control in between, for they
 * bend what is measured.
 * @module audio/recorder
 */
import { encodeWav } from "./wav.js";

/** Longest recording in seconds: 16 bit at 48 kHz stay below the 50 MB of an upload. */
export const MAX_SECONDS = 480;
/** From this peak on a converter has most likely run out of numbers. */
export const CLIPPED = 0.99;

/** @typedef {{peak: number, rms: number, seconds: number}} Level peak and rms are 0..1; seconds since it began. */
/** @typedef {{stop: () => Promise<Blob>, cancel: () => Promise<void>}} Recording `stop` gives the take as WAV. */

/**
 * Begin to record.
 *
 * @param {(level: Level) => void} onLevel called some ten times a second.
 * @returns {Promise<Recording>}
 * @throws {DOMException} where there is no microphone, or no leave to use it.
 */
export async function record(onLevel) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext();
  const end = () => {
    stream.getTracks().forEach((track) => track.stop());
    return context.close();
  };
  try {
    await context.audioWorklet.addModule("js/audio/recorder-worklet.js");
  } catch (error) {
    await end();
    throw error;
  }
  const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0, channelCount: 1 });
  /** @type {Float32Array[]} */
  const chunks = [];
  let frames = 0;
  let finished = () => {};
  node.port.onmessage = ({ data: { samples, last } }) => {
    chunks.push(samples);
    frames += samples.length;
    onLevel({ ...level(samples), seconds: frames / context.sampleRate });
    if (last) finished();
  };
  context.createMediaStreamSource(stream).connect(node);
  return {
    async stop() {
      /** @type {Promise<void>} */
      const done = new Promise((resolve) => (finished = resolve));
      node.port.postMessage("stop");
      await done;
      const { sampleRate } = context;
      await end();
      return encodeWav(chunks, sampleRate);
    },
    cancel: end,
  };
}

/**
 * Measure how loud samples are.
 *
 * @param {Float32Array} samples
 * @returns {{peak: number, rms: number}} 0..1.
 */
export function level(samples) {
  let peak = 0;
  let power = 0;
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
    power += sample * sample;
  }
  return { peak, rms: Math.sqrt(power / Math.max(1, samples.length)) };
}
