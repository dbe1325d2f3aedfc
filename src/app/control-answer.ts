import { agreeingAnswers } from "../chat/agreement.ts";
import type { AnswerPrompts } from "../chat/answer-prompt.ts";
import { synonymsOf } from "../chat/claim-names.ts";
import type { Answer } from "../chat/contract.ts";
import { type Rephrasings, rephrase } from "../chat/rephrase.ts";
import { type EncodedScan, encodeScan } from "../encoders/encoded-scan.ts";
import type { Encoding } from "../encoders/encoding.ts";
import { blankOf } from "../evaluation/image-control.ts";
import { cropRegion } from "../imaging/crop-region.ts";
import { askPartsOf } from "./ask-parts-of.ts";
import type { AskingParts } from "./ask-scan.ts";
import type { AnswerControl, ControlKind } from "./control-contract.ts";
import { conversationOf } from "./conversation.ts";
import { ControlUnavailableError } from "./conversation-errors.ts";
import { fenceOf } from "./fence.ts";
import { evidenceWriter } from "./language-models.ts";
import { noMarks } from "./marks.ts";
import { readAnswered } from "./read-answered.ts";
import { writeAnswer } from "./write-answer.ts";

export interface ControlParts
  extends Pick<
    AskingParts,
    | "encoding"
    | "terms"
    | "promptSets"
    | "classifier"
    | "readScan"
    | "openLibrary"
    | "languageModels"
    | "sessions"
    | "answers"
    | "ids"
  > {
  readonly prompts: () => Promise<AnswerPrompts>;
  readonly rephrasings: () => Promise<Rephrasings>;
}

/** Samples of a language model: as many as RadFlag needs to tell what is said now and then from what is said always. */
const sampleCount = 5;
const sampleTemperature = 0.8;

/**
 * Asks a stored answer's question again with something changed, and keeps nothing of it.
 * @throws {ExplanationUnknownError | ReplayUnavailableError | ControlUnavailableError | ChatModelError}
 */
export function createControl(parts: ControlParts) {
  return async (id: string, kind: ControlKind, signal: AbortSignal): Promise<AnswerControl> => {
    const stored = await parts.answers.get(id);
    const { question, k, result } = stored;
    const { backend } = result.provenance;
    const encoding = await parts.encoding();
    const { scan: own, before } = await readAnswered(stored, parts);
    const scan = kind === "blank" ? await encodeBlank(own, encoding) : own;
    const questions = kind === "rephrased" ? rephrase(question, await parts.rephrasings()) : [question];
    if (kind === "samples" && backend === evidenceWriter) throw new ControlUnavailableError("deterministic");
    if (kind === "rephrased" && result.shortAnswer !== "yes" && result.shortAnswer !== "no" && !result.abstained)
      throw new ControlUnavailableError("open");

    const temperature = kind === "samples" ? sampleTemperature : undefined;
    const about = { scanSha256: own.scan.sha256, confirmRemote: false, temperature };
    const client = backend === evidenceWriter ? null : await parts.languageModels.use(backend, about);
    const model = client && { client, prompts: await parts.prompts(), fence: fenceOf(parts.ids()) };
    const marks = { ...noMarks, ...result.provenance };
    await using library = await parts.openLibrary(result.provenance.library);
    const asking = await askPartsOf({ scan, library, k, marks }, parts);
    const writing = { ...asking, library, model, shots: result.provenance.modelUse?.shots };
    const conversation = conversationOf(before, asking.terms, marks);
    const asked = kind === "samples" ? Array.from({ length: sampleCount }, () => question) : questions;
    const answers: Answer[] = [];
    for (const each of asked) {
      signal.throwIfAborted();
      answers.push(await read(writeAnswer(each, scan, writing, conversation, signal)));
    }

    const compared = answers.map(({ answer, shortAnswer, abstained }, i) => ({
      question: asked[i],
      answer,
      shortAnswer,
      abstained,
      same: shortAnswer === result.shortAnswer && (shortAnswer !== null || abstained === result.abstained),
    }));
    const said = answers.map(({ sentences }) => sentences.map(({ text }) => text));
    const synonyms = synonymsOf(asking.terms);
    return {
      id,
      kind,
      answers: compared,
      same: compared.filter(({ same }) => same).length,
      sentences:
        kind === "samples"
          ? result.sentences.map(({ text }) => ({ text, agreeing: agreeingAnswers(text, said, synonyms) }))
          : [],
    };
  };
}

/** The scan with nothing on it, and the same region of that. */
function encodeBlank({ scan, region }: EncodedScan, encoding: Encoding): Promise<EncodedScan> {
  const image = blankOf(scan.image);
  return encodeScan({ ...scan, image }, region ? { region, picture: cropRegion(image, region) } : undefined, encoding);
}

async function read<T>(writing: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await writing.next();
    if (step.done) return step.value;
  }
}
