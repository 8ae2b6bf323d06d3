/**
 * Everything the page says, in one place.
 * @module strings
 */

/** Texts, and functions that make texts. */
export const S = {
  product: "Singing talent",
  claim: "how well was that sung, and how sure is that?",
  skip: "To the content",
  navigation: "Views",
  footer: "Sound is judged by pitch alone. Not for admission or hiring.",
  views: {
    try: { link: "Try it", title: "Try it" },
    teach: { link: "Teach it", title: "Teach it" },
    know: { link: "Know it", title: "Know it" },
  },
  key: {
    open: "API key",
    title: "API key",
    explain: "Only where the service asks for one. It is kept until this tab is closed.",
    label: "Key",
    keep: "Keep it",
    forget: "Forget it",
  },
  problems: {
    unreachable: {
      title: "The service does not answer",
      detail: "No answer came from the service.",
      advice: "See whether it runs and whether this machine is online, then try again.",
    },
    key: {
      title: "The service refused the request",
      detail: "The service wants an API key, or another one.",
      advice: "Give the key by the button at the top of the page.",
    },
    other: {
      title: "The service could not do it",
      detail: "The service answered with an error.",
      advice: "Try again in a moment.",
    },
    store: {
      title: "The upload failed",
      detail: "The store did not take the file.",
      advice: "Try again; a file may have up to 50 MB.",
    },
    advice: "What helps: ",
    dismiss: "Close",
  },
  try: {
    title: "How well was it sung?",
    intro: "Sing alone, without accompaniment, for ten seconds or more. WAV, FLAC, MP3, OGG or AIFF.",
    drop: "Drop recordings here, or choose files",
    dropHint: "several at once give a table",
    samplesTitle: "Or hear what a synthetic singer does",
    samplesNote: "Made by computer, nobody's voice.",
    sample: (label) => `${label === "good" ? "good" : "bad"} singer`,
    takes: "Takes",
    loading: "Getting the sample",
    phase: {
      waiting: "waits",
      sending: "is being sent",
      judging: "is being judged",
      done: "judged",
      refused: "not judged",
    },
    announce: (name, what) => `${name}: ${what}`,
    clear: "Clear all",
  },
  record: {
    start: "Record",
    stop: "Stop and judge",
    cancel: "Throw away",
    level: "Level",
    now: (time) => `Recording, ${time}`,
    quiet: "Very quiet: come closer.",
    clipped: "Too loud: the sound is cut off. Step back or turn the level down.",
    fine: "The level is fine.",
    longest: "That was the longest take there can be.",
    denied: {
      title: "No microphone",
      detail: "The browser has no microphone, or may not use it.",
      advice: "Plug one in and allow this page to use it; or drop a file instead.",
    },
    name: (time) => `take ${time}.wav`,
  },
  verdict: {
    word: { good: "Good", bad: "Bad", uncertain: "Uncertain" },
    mark: { good: "▲", bad: "▼", uncertain: "◆" },
    sentence: {
      good: (p) => `The model gives ${p} for good.`,
      bad: (p) => `The model gives ${p} for good, so it takes it for bad.`,
      uncertain: (p, low, high) =>
        `The model gives ${p} for good. Between ${low} and ${high} it does not decide.`,
    },
    synthetic:
      "How sure? It learned from synthetic singers, not from people: rely on the order of takes, " +
      "not on the number itself.",
    calibrated: (n, singers) =>
      `How sure? The number was fitted on ${n} labelled recordings by ${singers} singers.`,
    near: "This take lies near the border: another take may well fall on the other side.",
    gauge: (p, low, high) =>
      `Probability of good: ${p}. Not decided between ${low} and ${high}.`,
    ends: ["bad", "good"],
    model: (version) => `Model ${version}`,
  },
  quality: {
    title: "The recording",
    fine: "Nothing about the recording makes the answer less trustworthy.",
    facts: (whole, voiced, notes) => `${whole} s long, ${voiced} s of it sung, ${notes} notes.`,
  },
  plot: {
    title: "The take",
    hint: "Click to hear it from there; a weak stretch plays by itself.",
    label: (o) =>
      `Waveform, pitch and score of ${o.seconds}. ${o.notes} notes from ${o.low} to ${o.high}; ` +
      `${o.off} of them more than 25 cents off; ${o.vibrato} with vibrato; ` +
      `${o.weak} weak ${o.weak === 1 ? "stretch" : "stretches"}.`,
    region: "Waveform, pitch and score over time",
    play: "Play",
    pause: "Pause",
    position: "Position",
    zoom: "Zoom",
    silent: "This browser cannot play this kind of file. The figures hold all the same.",
    wave: "sound",
    score: "score",
    good: "good",
    bad: "bad",
    note: (name, deviation, vibrato) => `${name}, ${deviation}${vibrato ? `, ${vibrato}` : ""}`,
    sharp: (cents) => `${cents} cents sharp`,
    flat: (cents) => `${cents} cents flat`,
    exact: "in tune",
    vibrato: (rate, extent) => `vibrato ${rate} a second, ±${extent} cents`,
    legend: {
      pitch: "pitch",
      in: "note within 25 cents",
      off: "note further off",
      vibrato: "vibrato",
      weak: "weak stretch",
    },
    weakTitle: "Weakest stretches",
    evenTake: "No stretch is clearly weaker than the rest.",
    hear: (from, to) => `Hear ${from} to ${to}`,
    table: "All notes as a table",
    columns: ["from", "to", "note", "tuning", "vibrato"],
    scoreTable: "The score over time as a table",
    scoreColumns: ["from", "to", "for good"],
    noScore: { no_voice: "no voice", too_little_singing: "too little singing" },
  },
  reasons: {
    title: "Why",
    hint: "Bars to the right speak for good, bars to the left for bad (log-odds).",
    bar: (contribution, direction) =>
      `${direction === "helps" ? "speaks for good" : "speaks for bad"}, ${contribution}`,
    better: (share) => `better than ${share} of the reference takes`,
    value: (value) => `measured: ${value}`,
    all: "Everything that was measured",
    columns: ["what", "value", "better", "share of the log-odds"],
    higher: "higher",
    lower: "lower",
    reported: "reported only",
  },
  report: {
    save: "Save report",
    data: "Save data (JSON)",
    print: "Print",
    back: "All takes",
    file: (name) => `${name.replace(/\.[^.]*$/, "") || "take"}-report.html`,
  },
  table: {
    caption: "All takes; choose one to see why",
    columns: {
      name: "Recording", verdict: "Verdict", p: "For good", seconds: "Length",
      voiced: "Sung", remarks: "Remarks",
    },
    csv: "Save as CSV",
    csvName: "takes.csv",
    csvHead: [
      "file", "verdict", "label", "probability_good", "seconds", "voiced_seconds", "notes",
      "warnings", "problem", "model_version",
    ],
  },
  teach: {},
  know: { docs: "API documentation" },
};
