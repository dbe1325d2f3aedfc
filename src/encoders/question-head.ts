import { once } from "../core/once.ts";
import { argmax } from "../core/vector.ts";
import type { InferenceEngine, Tensor } from "../inference/contract.ts";
import { cardFile, type LoadedCard } from "./card.ts";
import type { AskedImage, ClosedAnswer, Prediction, QuestionHead } from "./contract.ts";
import { QuestionHeadError } from "./errors.ts";
import { type ClosedRule, type QuestionAnswers, readQuestionAnswers, spokenFrom } from "./question-answers.ts";

/**
 * The question head of a model folder, and its twin; null where the card has none. The question's vector attends over the image's
 * patches (multi-head attention: Vaswani et al. 2017); the twin sees the question alone, for much of what is asked can be guessed
 * without looking (Goyal et al. 2017, "Making the V in VQA matter").
 *
 * Head: patch_embeds [1, P, D], features [1, F], sentence_embeds [1, D] -> answer_logits [1, A], answerable_logit [1]. Twin: sentence_embeds [1, D] -> answer_logits [1, A], kind_logits [1, K].
 */
export function createQuestionHead(loaded: LoadedCard, engine: InferenceEngine): QuestionHead | null {
  const { questions } = loaded.card;
  if (!questions) return null;
  const answersOnce = once(() => readQuestionAnswers(loaded, questions.answers));
  const openSessions = once(async () => {
    const files = [questions.file, questions.questionOnly.file].map((name) => cardFile(loaded, name));
    return Promise.all(files.map(({ path, sha256 }) => engine.open(path, { sha256 })));
  });

  return {
    async answer({ features, patches }, sentence) {
      const listed = await answersOnce();
      const [head, twin] = await openSessions();
      const [seen, alone] = await Promise.all([
        head.run({
          patch_embeds: patchTensor(patches),
          features: vectorTensor(features),
          sentence_embeds: vectorTensor(sentence),
        }),
        twin.run({ sentence_embeds: vectorTensor(sentence) }),
      ]);
      const { answers, kinds, answerableAtLeast } = listed;
      const logits = numbers(seen.answer_logits, answers.length);
      const logitsAlone = numbers(alone.answer_logits, answers.length);
      const kind = kinds[argmax(numbers(alone.kind_logits, kinds.length))];
      return {
        kind,
        answerable: { share: sigmoid(numbers(seen.answerable_logit, 1)[0]), atLeast: answerableAtLeast },
        closed: closedAnswer(logits, logitsAlone, listed.closed[kind]),
        prediction: predictionOf(logits, answers),
        questionOnlyPrediction: predictionOf(logitsAlone, answers),
      };
    },
  };
}

/** Shares of yes against no alone, whatever the other answers' logits. */
function closedAnswer(
  logits: readonly number[],
  logitsAlone: readonly number[],
  rule: ClosedRule | undefined,
): ClosedAnswer | null {
  if (!rule) return null;
  const yesShare = ([yes, no]: readonly number[], temperature: number) => sigmoid((yes - no) / temperature);
  return {
    yesShare: yesShare(logits, rule.temperature),
    questionOnlyYesShare: yesShare(logitsAlone, rule.questionOnlyTemperature),
    spokenFrom: spokenFrom(rule),
    words: new Set(rule.words),
  };
}

function predictionOf(
  [yes, no, ...others]: readonly number[],
  [, , ...answers]: QuestionAnswers["answers"],
): Prediction {
  return { closed: yes >= no ? "yes" : "no", open: others.length > 0 ? answers[argmax(others)] : null };
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The engine takes what it is given away: each run gets copies. */
function vectorTensor(values: Float32Array): Tensor {
  return { type: "float32", data: values.slice(), dims: [1, values.length] };
}

function patchTensor({ rows, columns, values }: AskedImage["patches"]): Tensor {
  const cells = rows * columns;
  return { type: "float32", data: values.slice(), dims: [1, cells, values.length / cells] };
}

/** @throws {QuestionHeadError} where the graph gives another number of outputs than the answers' file names, or none */
function numbers(output: Tensor | undefined, count: number): readonly number[] {
  if (output?.type !== "float32" || output.data.length !== count)
    throw new QuestionHeadError("gives other outputs than its list of answers names");
  return Array.from(output.data);
}
