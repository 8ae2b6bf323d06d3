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
    samplesTitle: "Or have a synthetic singer judged",
    samplesNote: "Made by computer, nobody's voice.",
    /** @type {(label: "good"|"bad") => string} */
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
    /** @type {(name: string, what: string) => string} */
    announce: (name, what) => `${name}: ${what}`,
    clear: "Clear all",
  },
  drop: { folder: "or choose a folder" },
  record: {
    start: "Record",
    stop: "Stop and judge",
    cancel: "Throw away",
    level: "Level",
    /** @type {(time: string) => string} */
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
    /** @type {(time: string) => string} */
    name: (time) => `take ${time}.wav`,
  },
  verdict: {
    word: { good: "Good", bad: "Bad", uncertain: "Uncertain" },
    mark: { good: "▲", bad: "▼", uncertain: "◆" },
    sentence: {
      /** @type {(p: string, low: string, high: string) => string} */
      good: (p) => `The model gives ${p} for good.`,
      /** @type {(p: string, low: string, high: string) => string} */
      bad: (p) => `The model gives ${p} for good, so it takes it for bad.`,
      /** @type {(p: string, low: string, high: string) => string} */
      uncertain: (p, low, high) =>
        `The model gives ${p} for good. Between ${low} and ${high} it does not decide.`,
    },
    synthetic:
      "How sure? The number rests on synthetic singers, not on people: rely on the order of takes, " +
      "not on the number itself.",
    uncalibrated:
      "How sure? The labelled recordings did not allow to calibrate the number: do not take it " +
      "for a probability.",
    /** @type {(n: number, singers: number) => string} */
    calibrated: (n, singers) =>
      `How sure? The number was fitted on ${n} labelled recordings by ${singers} singers.`,
    near: "This take lies near the border: another take may well fall on the other side.",
    /** @type {(p: string, low: string, high: string) => string} */
    gauge: (p, low, high) =>
      `Probability of good: ${p}. Not decided between ${low} and ${high}.`,
    ends: ["bad", "good"],
    /** @type {(version: string) => string} */
    model: (version) => `Model ${version}`,
  },
  quality: {
    title: "The recording",
    fine: "Nothing about the recording makes the answer less trustworthy.",
    /** @type {(whole: string, voiced: string, notes: number) => string} */
    facts: (whole, voiced, notes) => `${whole} s long, ${voiced} s of it sung, ${notes} notes.`,
  },
  plot: {
    title: "The take",
    hint: "Click or tap to hear it from there; a weak stretch plays by itself.",
    /** @type {(o: {seconds: string, notes: number, low: string, high: string, off: number, vibrato: number, weak: number}) => string} */
    label: (o) =>
      `Waveform, spectrogram, pitch and score of ${o.seconds}. ${o.notes} notes from ${o.low} to ${o.high}; ` +
      `${o.off} of them more than 25 cents off; ${o.vibrato} with vibrato; ` +
      `${o.weak} weak ${o.weak === 1 ? "stretch" : "stretches"}.`,
    region: "Waveform, spectrogram, pitch and score over time",
    play: "Play",
    pause: "Pause",
    position: "Position",
    zoom: "Zoom",
    silent: "This browser cannot play this kind of file. The figures hold all the same.",
    wave: "sound",
    spectrum: ["0", "4 kHz"],
    score: "score",
    good: "good",
    bad: "bad",
    /** @type {(name: string, deviation: string, vibrato: string) => string} */
    note: (name, deviation, vibrato) => `${name}, ${deviation}${vibrato ? `, ${vibrato}` : ""}`,
    /** @type {(cents: number) => string} */
    sharp: (cents) => `${cents} cents sharp`,
    /** @type {(cents: number) => string} */
    flat: (cents) => `${cents} cents flat`,
    exact: "in tune",
    /** @type {(rate: string, extent: number) => string} */
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
    /** @type {(from: string, to: string) => string} */
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
    /** @type {(contribution: string, direction: "helps"|"hurts") => string} */
    bar: (contribution, direction) =>
      `${direction === "helps" ? "speaks for good" : "speaks for bad"}, ${contribution}`,
    /** @type {(share: string) => string} */
    better: (share) => `better than ${share} of the reference takes`,
    /** @type {(value: string) => string} */
    value: (value) => `measured: ${value}`,
    all: "Everything that was measured",
    columns: ["what", "value", "better", "share of the log-odds"],
    higher: "higher",
    lower: "lower",
    reported: "reported only",
    among: "Among the takes it learned from",
  },
  report: {
    save: "Save report",
    data: "Save data (JSON)",
    print: "Print",
    back: "All takes",
    /** @type {(name: string) => string} */
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
  /** @type {(name: string, value: number, low?: ?number, high?: ?number) => string} */
  interval: (name, value, low, high) =>
    `${name ? `${name}: ` : ""}${value.toFixed(3)}${low == null || high == null ? "" : ` (${low.toFixed(3)} to ${high.toFixed(3)})`}`,
  /** @type {(name: string, value: string) => string} */
  nowAt: (name, value) => `${name}: ${value}`,
  teach: {
    title: "Teach it your ears",
    intro:
      "Give it recordings that you have judged, then train a new model on them. It replaces the one in " +
      "service only if it hears singers it never met at least as well.",
    drop: "Drop labelled recordings here, or choose files",
    dropHint: "folders good and bad, a CSV with file, label and singer, or plain files to label by ear",
    manifest: {
      /** @type {(found: number, lines: number) => string} */
      here: (found, lines) => `The manifest has ${lines} usable lines; ${found} of the recordings here are in it.`,
      /** @type {(o: {lines: number, changed: number, unchanged: number, failed: number}) => string} */
      there: (o) => `${o.lines} lines: ${o.changed} changed, ${o.unchanged} unchanged, ${o.failed} not taken.`,
      /** @type {(line: number, text: string) => string} */
      line: (line, text) => `Line ${line}: ${text}`,
    },
    listen: {
      title: "Label by ear",
      hint: "The keys work as long as this part of the page has the focus.",
      over: "Everything has its label, or was skipped.",
      /** @type {(waiting: number, all: number) => string} */
      left: (waiting, all) => `${waiting} of ${all} without a label`,
      play: { text: "Play or pause", key: "P" },
      good: { text: "▲ Good", key: "G" },
      bad: { text: "▼ Bad", key: "B" },
      skip: { text: "Skip", key: "S" },
      undo: { text: "Undo", key: "U" },
    },
    items: {
      caption: "Recordings to send",
      columns: ["recording", "label", "singer", "state"],
      labels: { "": "none", good: "▲ good", bad: "▼ bad" },
      /** @type {(name: string) => string} */
      labelOf: (name) => `Label of ${name}`,
      /** @type {(name: string) => string} */
      singerOf: (name) => `Singer of ${name}`,
      by: { folder: "by its folder", manifest: "by the manifest", you: "by you" },
      skipped: "skipped",
      outcome: { sending: "is being sent …", stored: "kept", duplicate: "was there before",
        refused: "refused" },
      /** @type {(field: string, stored: string|number|boolean, given: string|number|boolean) => string} */
      contradiction: (field, stored, given) => `Contradiction: ${field} is stored as “${stored}”, you say “${given}”.`,
    },
    send: {
      title: "Send",
      singer: "Singer (where none is given above)",
      rater: "Who judged",
      source: "Where they are from",
      consent: "The singers agreed to training on them",
      /** @type {(count: number) => string} */
      go: (count) => (count === 1 ? "Send 1 recording" : `Send ${count} recordings`),
    },
    stock: {
      title: "What there is",
      none: "No labelled recordings yet.",
      recordings: "recordings", good: "good", bad: "bad", divided: "raters divided",
      singers: "singers", unknown: "without singer", minutes: "minutes",
      /** @type {(n: number, pairwise: number, alpha: ?number) => string} */
      agreement: (n, pairwise, alpha) =>
        `Of ${n} recordings with several raters: two of them agree in ` +
        `${Math.round(100 * pairwise)} of 100 cases; Krippendorff's alpha ${alpha?.toFixed(2) ?? "–"} ` +
        "(1 is full agreement, 0 is chance). No model can be surer than its teachers.",
      /** @type {(count: number) => string} */
      disputed: (count) => `Raters contradict each other: ${count}`,
      /** @type {(name: string, raters: number) => string} */
      raters: (name, raters) => `${name}: ${raters} raters, as many for good as for bad`,
    },
    training: {
      title: "Train",
      explain: "Singers that are held out for the comparison are never trained on.",
      source: "Learn from",
      sources: {
        "uploads+base": "your recordings and synthetic singers",
        uploads: "your recordings alone",
        base: "synthetic singers alone",
      },
      epochs: "At most this many epochs",
      more: "More",
      share: "Held-out singers, in %",
      augment: "Train on altered copies as well",
      start: "Start training",
      stop: "Stop it",
      progress: "Progress of the training",
      phase: {
        queued: "waiting to begin", waiting: "waiting for a machine",
        snapshotting: "listing the recordings", snapshot: "listing the recordings",
        starting: "starting", reading: "reading the recordings",
        augmenting: "making altered copies", judging: "judging singers it does not learn from",
        training: "training the model that may serve", checking: "checking the new model",
        shuffling: "trying with shuffled labels, which must fail", drawing: "drawing charts",
        done: "trained", deciding: "comparing with the model in service",
        comparing: "comparing with the model in service", promoting: "going into service",
      },
      /** @type {(epoch: number, total: ?number) => string} */
      epoch: (epoch, total) => `epoch ${epoch}${total ? ` of ${total}` : ""}`,
      /** @type {(time: string) => string} */
      left: (time) => `about ${time} left`,
      chart: "Loss while it trains: lower is better, every line a fit of its own",
      along: "% of the training",
      loss: "on what it learns from",
      validation: "on what it does not learn from",
      now: {
        in_service: { text: "It serves now.", act: "Rather not: back to the model before" },
        rejected: { text: "It was rejected and does not serve.", act: "Put it into service all the same" },
        retired: { text: "It does not serve at present.", act: "Put it into service" },
        candidate: { text: "It does not serve yet.", act: "Put it into service" },
      },
      charts: "Charts of this training",
      ended: {
        promoted: "The new model is in service.",
        rejected: "The old model stays in service.",
        failed: "The training failed.",
        cancelled: "The training was stopped.",
      },
    },
    charts: {
      /** @type {(charts: {measured_on: string, n: number, good: number, singers: number, interval: string}) => string} */
      about: ({ measured_on: on, n, good, singers, interval }) =>
        `Measured on ${on}: ${good} good and ${n - good} bad takes by ${singers} singers; ranges are ${interval}.`,
      roc: "Good ones found against bad ones let through (ROC)",
      falseAlarms: "bad takes called good", hits: "good takes called good",
      auc: "area (AUC)", oneClass: "There are takes of one kind only.",
      reliability: "Does the probability mean what it says?",
      said: "probability of good", were: "share that is good",
      bins: "takes of one range", perfect: "as it should be",
      /** @type {(said: string, were: string, n: number) => string} */
      bin: (said, were, n) => `said ${said}, were good ${were} of ${n}`,
      scores: "Probabilities it gave", takes: "takes",
      good: "labelled good", bad: "labelled bad",
      /** @type {(n: number, good: number, bad: number) => string} */
      spread: (n, good, bad) => `Of ${n} takes, ${good} good and ${bad} bad ones got more than a half.`,
      learning: "Learning curves", learningOther: "Learning curves of the network, which was not chosen",
      epoch: "epoch", noEpochs: "The model has no epochs.",
      /** @type {(loss: string, epochs: number) => string} */
      best: (loss, epochs) => `Lowest loss on what it does not learn from: ${loss}, in ${epochs} epochs`,
      /** @type {(share: string) => string} */
      threshold: (share) => `(good from ${share})`,
    },
    compare: {
      title: "New against old",
      /** @type {(challenger: string, champion: string) => string} */
      meaning: (challenger, champion) =>
        "Given one good and one bad take by singers it never heard, the new model tells which is which in " +
        `${challenger}; the old one in ${champion}.`,
      /** @type {(value: number, low: number, high: number) => string} */
      ofHundred: (value, low, high) => `${value} of 100 pairs (${low} to ${high})`,
      auc: "Right order of a good and a bad take (AUC)",
      challenger: "new model",
      champion: "old model",
      chance: "chance",
      difference: "Difference (dashed: how much worse would still be accepted)",
      better: "new minus old",
      same: "equal",
      /** @type {(n: number, groups: number) => string} */
      on: (n, groups) => `Compared on ${n} takes by ${groups} singers; the ranges are 95 % intervals.`,
      /** @type {(value: string) => string} */
      brier: (value) => `Difference of the Brier score: ${value} (below zero is better).`,
    },
    models: {
      title: "Models",
      columns: ["version", "state", "AUC", "made", "change", "comparison"],
      status: { in_service: "in service", candidate: "candidate", retired: "retired", rejected: "rejected" },
      promote: "Put into service",
      /** @type {(version: string) => string} */
      promoteOne: (version) => `Put ${version} into service`,
      promoting: "Everybody gets this model's answers within ten seconds.",
      override: "The comparison rejected this model. Put it into service all the same? That is recorded.",
      rollback: "Go back to the model before",
      rollingBack: "Everybody gets the answers of the model before within ten seconds.",
      reason: "Why (for the history)",
      yes: "Do it",
      no: "Leave it",
      /** @type {(version: string) => string} */
      serves: (version) => `${version} is in service now.`,
      /** @type {(time: string, action: string, reason: ?string) => string} */
      change: (time, action, reason) => `${time}: ${action}${reason ? ` – ${reason}` : ""}`,
      actions: {
        registered: "came in", promoted: "put into service", retired: "replaced",
        threshold_changed: "threshold moved",
      },
      why: "why",
    },
  },
  know: {
    title: "What it is and what it is not",
    intro: "The model in service, in its own figures.",
    card: "The model",
    waiting: "The service is asked …",
    missing: "This service does not offer it.",
    facts: {
      version: "Version", kind: "Kind", learned: "Learned from (takes)", features: "Measurements",
      threshold: "Good from", open: "Not decided between",
    },
    hearsTitle: "What it hears",
    hears: [
      "whether the notes form a scale and keep to one set of semitones, in any key and tuning",
      "whether the same note comes back at the same pitch, and whether the tuning drifts",
      "whether notes are held steadily or slide and waver",
      "whether long notes carry a regular vibrato",
    ],
    deafTitle: "What it cannot hear",
    deaf:
      "Timbre, diction, rhythm, emotion, and whether the tune is the right one. It will underrate singers " +
      "without vibrato, rap, microtonal and chromatic styles.",
    notFor: "Not for admission, hiring, grading or any decision about a person.",
    metrics: {
      title: "How good it is",
      columns: ["figure", "value (95 % interval)", "compare with"],
      names: {
        auroc: "right order of a good and a bad take (AUC)",
        accuracy: "accuracy",
        balanced_accuracy: "balanced accuracy",
        precision: "precision", recall: "recall", f1_score: "F1",
        brier: "Brier score", calibration_error: "calibration error",
        majority_baseline: "always the more frequent answer",
      },
      compare: { auroc: "0.5 is chance", calibration_error: "0 is best", balanced_accuracy: "0.5 is chance", brier: "0.25 says nothing",
        accuracy: "always the more frequent answer, below" },
      confusion: "What was said of which takes",
      coverage: "How often it is right where it is surest",
      coverageColumns: ["surest share of the takes", "accuracy"],
      everything: "all",
      /** @type {(times: number, p: number) => string} */
      permutation: (times, p) =>
        `With the labels exchanged between singers ${times} times, chance did as well in a share of ${p.toFixed(4)}.`,
      unsafe: "The singer of some recordings is unknown: one may be on both sides, and these figures too good.",
      /** @type {(name: string) => string} */
      said: (name) => `said ${name}`,
      /** @type {(name: string) => string} */
      truth: (name) => `is ${name}`,
    },
    distributions: {
      title: "How its measurements are spread",
      /** @type {(data: string, good: number, bad: number, singers: number) => string} */
      of: (data, good, bad, singers) => `${data}: ${good} good and ${bad} bad takes by ${singers} singers.`,
      chart: "What of",
      charts: { singing: "how somebody sings (decides)", spectral: "how the recording sounds",
        mfcc: "timbre (MFCC)" },
      choose: "Measurement",
      recording: "A recording among them",
      nobody: "none",
      /** @type {(median: string) => string} */
      good: (median) => `good takes, filled; median ${median}`,
      /** @type {(median: string) => string} */
      bad: (median) => `bad takes, dashed; median ${median}`,
      /** @type {(name: string, value: string) => string} */
      own: (name, value) => `${name}: ${value}`,
      /** @type {(name: string) => string} */
      ownNone: (name) => `${name} has no value here`,
      /** @type {(name: string, value: string) => string} */
      beyond: (name, value) => `${name}: ${value}, beyond the end of the axis`,
      share: "share of the takes, in %",
      none: "No take has this value.",
    },
    guide: {
      title: "Guide to the measurements", decides: "decides", good: "Good singers", bad: "Bad singers",
      importance: "Importance (how far the AUC falls without it)",
    },
    api: "The API",
    apiText: "Everything here is also there for programs.",
    docs: "API documentation", redoc: "to read", openapi: "for machines",
  },
};
