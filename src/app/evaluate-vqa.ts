import { answerFromEvidence } from "../chat/ask.ts";
import type { AskParts } from "../chat/ask-parts.ts";
import { readQuestion } from "../chat/question.ts";
import { type Rephrasings, rephrase } from "../chat/rephrase.ts";
import type { Prediction } from "../encoders/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { EvaluationEmptyError, QuestionHeadMissingError } from "../evaluation/errors.ts";
import type { EvaluationRows } from "../evaluation/evaluation-rows.ts";
import type { ImageControl } from "../evaluation/image-control.ts";
import { measureVqa, type VqaMeasures, vqaProtocol } from "../evaluation/vqa.ts";
import { measureVqaHead, type VqaHeadMeasures, vqaHeadProtocol } from "../evaluation/vqa-head.ts";
import { readVqaQuestions, type VqaQuestion } from "../evaluation/vqa-questions.ts";
import type { Library } from "../retrieval/library.ts";
import { controlledReader } from "./control-images.ts";
import { type Evaluated, type EvaluationRequest, type Measures, startEvaluation } from "./evaluation-run.ts";
import { searchOtherCases } from "./other-cases.ts";

export interface EvaluateVqaRequest extends EvaluationRequest {
  /** @default "own" */
  readonly images?: ImageControl | undefined;
}

export interface EvaluateAnswersRequest extends EvaluateVqaRequest {
  /** Library whose cases may be quoted. @default none */
  readonly library?: string | undefined;
  /** Closed questions are asked in other words too. @default false */
  readonly rephrased?: boolean | undefined;
}

interface Controlled {
  readonly images: ImageControl;
}

export interface VqaEvaluations {
  /** What `ask` answers. */
  vqa(request: EvaluateAnswersRequest): Promise<Evaluated<Measures<VqaMeasures> & Controlled>>;
  /** The question head and its twin, whatever keeps the head silent in `ask`. @throws {QuestionHeadMissingError} */
  vqaHead(request: EvaluateVqaRequest): Promise<Evaluated<Measures<VqaHeadMeasures> & Controlled>>;
}

export interface EvaluateVqaParts {
  readonly encoding: () => Promise<Encoding>;
  readonly terms: () => Promise<AskParts["terms"]>;
  readonly promptSets: () => Promise<AskParts["promptSets"]>;
  readonly openLibrary: (name: string) => Promise<Library>;
  readonly rephrasings: () => Promise<Rephrasings>;
}

export function createVqaEvaluations(parts: EvaluateVqaParts): VqaEvaluations {
  const start = async (request: EvaluateVqaRequest) => {
    const run = await startEvaluation(request, parts.encoding);
    const { data, partition = null, images = "own", seed = 0 } = request;
    const asked = askedOf(run.all, (await Promise.all(data.map(readVqaQuestions))).flat(), partition);
    return {
      ...run,
      ...asked,
      images,
      reader: { ...run.reader, readScan: controlledReader(images, asked.rows, seed, run) },
    };
  };

  return {
    async vqa(request) {
      const { encoding, rows, questions, lost, images, reader, finish } = await start(request);
      await using library = request.library === undefined ? null : await parts.openLibrary(request.library);
      const nothing = { found: [], reason: "No library was named.", ownCaseLeftOut: false };
      const { encoder, rules } = encoding;
      const writer = { encoder, rules, terms: await parts.terms(), promptSets: await parts.promptSets() };
      const answer = (question: string, scan: EncodedScan) =>
        answerFromEvidence(question, scan, {
          ...writer,
          findSimilar: async () => (library ? searchOtherCases(scan, libraryPairs, library, rules) : nothing),
        });
      const forms = request.rephrased ? await parts.rephrasings() : null;
      const rephrased = forms ? (question: string) => rephrase(question, forms) : undefined;
      const {
        rows: measured,
        failed,
        metrics,
        scored,
        ...more
      } = await measureVqa(rows, questions, { ...reader, answer, rephrase: rephrased });
      const n = more.closed.n + more.open.n;
      const result = finish("vqa", vqaProtocol, { n, rows: measured, failed: [...lost, ...failed], metrics });
      return { result: { ...result, images, ...more }, scored };
    },

    async vqaHead(request) {
      const { encoding, rows, questions, lost, images, reader, finish } = await start(request);
      const { encoder } = encoding;
      const head = encoder.questions;
      if (!head) throw new QuestionHeadMissingError(encoder.id);
      const terms = await parts.terms();
      const predict = async (question: string, { encoded: { features, patches } }: EncodedScan) => {
        if (!features || !patches) throw new QuestionHeadMissingError(encoder.id);
        const [{ sentence }] = await encoder.text.encode([question]);
        const answer = await head.answer({ features, patches }, sentence);
        const { form } = readQuestion(question, terms);
        const one = ({ closed, open }: Prediction) => (form === "closed" ? closed : open);
        return { head: one(answer.prediction), questionOnly: one(answer.questionOnlyPrediction) };
      };
      const {
        rows: measured,
        failed,
        metrics,
        scored,
        ...more
      } = await measureVqaHead(rows, questions, { ...reader, predict });
      const n = more.closed.n + more.open.n;
      const result = finish("vqa", vqaHeadProtocol, { n, rows: measured, failed: [...lost, ...failed], metrics });
      return { result: { ...result, images, ...more }, scored };
    },
  };
}

/** As many pairs as `ask` reads. */
const libraryPairs = 8;

/** The questions of a partition, each its own or its image's, the rows they are about, one an image, and the images that no row has. */
function askedOf({ rows }: EvaluationRows, all: readonly VqaQuestion[], partition: string | null) {
  const byPath = new Map(rows.map((row) => [row.imagePath, row]));
  const questions = all.filter(
    ({ imagePath, partition: own }) => partition === null || (own ?? byPath.get(imagePath)?.partition) === partition,
  );
  if (questions.length === 0) throw new EvaluationEmptyError(partition === null ? "questions" : "partition");
  const paths = [...new Set(questions.map(({ imagePath }) => imagePath))];
  const lost = paths
    .filter((path) => !byPath.has(path))
    .map((source) => ({
      source,
      code: "IMAGE_NOT_LISTED",
      reason: "Questions are about it, and no row of the data is.",
    }));
  return { questions, lost, rows: paths.flatMap((path) => byPath.get(path) ?? []) };
}
