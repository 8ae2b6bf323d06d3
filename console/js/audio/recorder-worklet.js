/**
 * Runs on the audio thread: hands the microphone's samples over, 4096 at a time.
 * @module audio/recorder-worklet
 */
const SIZE = 4096;

/** Takes what the microphone hears, and hands it over until it is told to stop. */
class Recorder extends AudioWorkletProcessor {
  /** Begin with nothing heard. */
  constructor() {
    super();
    this.held = new Float32Array(SIZE);
    this.filled = 0;
    this.over = false;
    this.port.onmessage = () => {
      this.hand(this.held.slice(0, this.filled), true);
      this.over = true;
    };
  }

  /** @param {Float32Array[][]} inputs by input and channel. @returns {boolean} whether it goes on. */
  process([channels]) {
    if (this.over) return false;
    const samples = channels[0] ?? [];
    for (const sample of samples) {
      this.held[this.filled++] = sample;
      if (this.filled === SIZE) {
        this.hand(this.held, false);
        this.held = new Float32Array(SIZE);
        this.filled = 0;
      }
    }
    return true;
  }

  /** @param {Float32Array<ArrayBuffer>} samples given away. @param {boolean} last whether that was all. */
  hand(samples, last) {
    this.port.postMessage({ samples, last }, [samples.buffer]);
  }
}

registerProcessor("recorder", Recorder);
