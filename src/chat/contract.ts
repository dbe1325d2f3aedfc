/** One thing an answer may rest on. `text` says all of it in words; a quote must stand in it. */
export interface EvidenceBase {
  /** `E1`, `E2`, … in the order in which it was given. */
  readonly id: string;
  /** `[1]`, `[2]`, …: how sentences point to it. */
  readonly marker: string;
  readonly text: string;
}

/** Computed from this scan's image. */
export interface ScoreEvidence extends EvidenceBase {
  readonly kind: "score";
  /** What was asked of the encoder: the gate's kinds, or the id of a prompt set. */
  readonly question: string;
  readonly scores: readonly { readonly name: string; readonly share: number }[];
}

/** A retrieved pair: another patient's image and text. */
export interface PairEvidence extends EvidenceBase {
  readonly kind: "pair";
  readonly pairId: string;
  readonly case: string;
  readonly cosine: number;
  readonly source: string | null;
  readonly modality: string | null;
  readonly label: string | null;
  /** The user wants it read, whatever its rank. */
  readonly pinned?: true;
}

/** A trained answer to the yes-or-no question itself, from this scan's image, beside what the question alone gives. */
export interface VqaEvidence extends EvidenceBase {
  readonly kind: "vqa";
  /** As it was asked, standing alone. */
  readonly question: string;
  /** Kind of question, by which the rule was chosen. */
  readonly questionKind: string;
  readonly answer: "yes" | "no";
  /** Of this answer against the other, at the temperature that calibration fitted. */
  readonly probability: number;
  /** The same without the image. */
  readonly questionOnlyProbability: number;
  /** Of "such an image answers such a question". */
  readonly answerableShare: number;
  /** How often answers of at least such a probability were right on partition calibration, and of how many. */
  readonly calibration: { readonly shareAtLeast: number; readonly right: number; readonly n: number };
}

/** What the file itself says. */
export interface MetadataEvidence extends EvidenceBase {
  readonly kind: "metadata";
}

/** What the user said or corrected about this scan. */
export interface UserEvidence extends EvidenceBase {
  readonly kind: "user";
}

export type Evidence = ScoreEvidence | PairEvidence | VqaEvidence | MetadataEvidence | UserEvidence;

/** A pointer from a sentence to evidence; the quote stands in that evidence's text. */
export interface Citation {
  readonly marker: string;
  readonly evidenceId: string;
  readonly pairId?: string;
  readonly quote: string;
}

/** What a check found wrong with one sentence. */
export interface SentenceFlag {
  readonly code: /** Nothing that was given supports it. */
    | "UNSUPPORTED"
    /** Its marker points to no evidence, or its quote does not stand in it. */
    | "CITATION_INVALID"
    /** It says of this scan what rests only on another patient's text. */
    | "OTHER_PATIENT"
    /** This scan's score for it was near the threshold, or scores disagree. */
    | "LOW_AGREEMENT"
    /** The library has no report sentences to draft from. */
    | "NO_REPORT_SENTENCES"
    /** A person wrote or changed it. */
    | "EDITED";
  readonly message: string;
}

/** Whether the evidence that a sentence cites says what it says. */
export interface Entailment {
  readonly verdict: "yes" | "no" | "unclear";
  /** Share of its telling words that stand in that evidence. */
  readonly words: number;
  /** Of the sentence and the words that it cites, in the text tower's own space; null where a score or an answer is cited. */
  readonly cosine: number | null;
  /** `words`, or the name of the language model that judged. */
  readonly by: string;
}

/** Whether this scan's own image speaks for what a sentence claims; of a quote: for what was written of the other patient. */
export interface ImageSupport {
  /** `unclear`: measured, at a share at which nothing may be said. */
  readonly verdict: "for" | "against" | "unclear" | "not measured";
  /** The score that decided; null where no score measures it. */
  readonly measured: { readonly question: string; readonly name: string; readonly share: number } | null;
  /** Cosine of the image and the claim. No measure of truth: it stands beside others of the same answer. */
  readonly likeness: number;
}

/** Three checks of a sentence, each apart. */
export interface SentenceChecks {
  /** Whether what it puts in quotation marks stands in the evidence that it cites. */
  readonly quoted: "stands" | "does not stand" | "nothing quoted";
  readonly entailed: Entailment;
  readonly image: ImageSupport;
}

/** One sentence of an answer, without its markers. */
export interface AnswerSentence {
  readonly text: string;
  readonly citations: readonly Citation[];
}

export interface CheckedAnswerSentence extends AnswerSentence {
  readonly checks: SentenceChecks;
}

/** Something a reader should know about an answer. */
export interface AnswerFlag {
  readonly code:
    | "SEEN_IN_TRAINING"
    | "UNFAMILIAR_IMAGE"
    | "OWN_CASE_LEFT_OUT"
    | "OTHER_PATIENTS_ONLY"
    | "TRAINED_CLASSES"
    /** Retrieved pairs that did not fit into a language model's context. */
    | "EVIDENCE_LEFT_OUT"
    /** The language model that was to judge the sentences did not. */
    | "JUDGE_FAILED"
    /** What a language model repeated of its instructions was left out. */
    | "WITHHELD"
    /** Cases that the user banned were not read. */
    | "BANNED_LEFT_OUT"
    /** A pinned pair is not in the library any more. */
    | "PIN_GONE"
    /** A sentence of a language model that failed a check; `sentence` counts from 0. */
    | SentenceFlag["code"];
  readonly message: string;
  readonly sentence?: number;
}

/** A prompt, a word list or a set of names, by the hash of its text. */
export interface PromptRecord {
  readonly id: string;
  readonly version: number;
  readonly sha256: string;
}

/** A picture that was used. */
export interface ViewRecord {
  readonly of: "scan" | "pair";
  /** Of a pair. */
  readonly pairId?: string;
  /** `encoded`: by the encoder, hashed as pixels; `retrieved`: the pair's stored view, a JPEG file; `sent`: a JPEG file that a language model got. */
  readonly use: "encoded" | "retrieved" | "sent";
  readonly sha256: string;
}

/** What an answer or a report was made with. */
export interface ProvenanceRecord {
  /** Version of the program. */
  readonly caselens: string;
  /** With their revisions: `mini-v1@71a613e5`. */
  readonly models: readonly { readonly role: "search and names" | "scores" | "language model"; readonly id: string }[];
  readonly prompts: readonly PromptRecord[];
  /** `version` counts the commits of the library's table since the library was made. */
  readonly library: { readonly name: string; readonly createdAt: string; readonly version: number };
  readonly views: readonly ViewRecord[];
  /** Of what was drawn; null: nothing was. */
  readonly seed: number | null;
}

/** What was asked for, as fixed words tell. */
export const routeKinds = [
  "question",
  "statement",
  "similar",
  "classify",
  "draft",
  "explain",
  "compare",
  "out of scope",
] as const;
export type RouteKind = (typeof routeKinds)[number];

/** Where what was asked for is done, or what can be asked instead: a button of the page, a command of the command line. */
export type Suggestion = { /** Of the button. */ readonly label: string; readonly command: string } & (
  | { readonly kind: "ask"; readonly question: string }
  /** The list of similar cases. */
  | { readonly kind: "cases"; readonly text: string | null }
  | { readonly kind: "classify"; readonly names: readonly string[] }
  | { readonly kind: "draft" }
  /** A pair, opened beside the scan. */
  | { readonly kind: "case"; readonly pairId: string }
);

/** An answer before its provenance is added. */
export interface Answer {
  /** Absent: an answer of an earlier version. */
  readonly route?: RouteKind;
  /** Absent: none. */
  readonly suggestions?: readonly Suggestion[];
  readonly answer: string;
  /** The bare answer ("yes", "CT"), or null where there is none. */
  readonly shortAnswer: string | null;
  readonly sentences: readonly AnswerSentence[];
  readonly citations: readonly Citation[];
  readonly evidence: readonly Evidence[];
  /** Of `shortAnswer`, where it is yes or no. Null: nothing calibrates it for this encoder. */
  readonly probability: number | null;
  /** Of the same answer, from the question alone. */
  readonly questionOnlyProbability: number | null;
  readonly calibrated: boolean;
  readonly abstained: boolean;
  readonly reason?: string;
  readonly flags: readonly AnswerFlag[];
}

/** What a language model was given, and what it took. */
export interface ModelUse {
  /** Retrieved pairs that it was shown as pictures beside their texts. */
  readonly shots: number;
  /** Retrieved pairs that did not fit into its context. */
  readonly pairsLeftOut: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Whether its server counted them; else they are estimates. */
  readonly countedByServer: boolean;
  /** At the prices of the configuration; null: it holds none. */
  readonly cost: { readonly value: number; readonly currency: string } | null;
}

/** What is seen of an answer while it is being written; the finished answer follows. */
export type AskEvent =
  | { readonly kind: "evidence"; readonly evidence: Evidence }
  /** The next piece of the answer's text, markers included. */
  | { readonly kind: "token"; readonly text: string }
  /** A citation of a sentence, counted from 0, once it was checked. */
  | { readonly kind: "citation"; readonly citation: Citation; readonly sentence: number }
  | { readonly kind: "flag"; readonly flag: AnswerFlag };
