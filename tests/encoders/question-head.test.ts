import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { sha256Hex } from "../../src/core/sha256.ts";
import { loadCard } from "../../src/encoders/card.ts";
import type { AskedImage } from "../../src/encoders/contract.ts";
import { createQuestionHead } from "../../src/encoders/question-head.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import type { InferenceEngine } from "../../src/inference/contract.ts";
import { createOnnxEngine } from "../../src/inference/onnx-engine.ts";
import { miniFolder, openMini, root } from "../support/mini.ts";
import { copyModel, editJson, revisionByReadme } from "../support/package-copy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a card without a question head gives none", async () => {
  const loaded = await loadCard(miniFolder);
  const { questions: _questions, ...card } = loaded.card;
  await using engine = createOnnxEngine();
  expect(createQuestionHead({ ...loaded, card }, engine)).toBeNull();
});

describe("the question head of the embedded model", () => {
  let mini: Awaited<ReturnType<typeof openMini>>;
  let engine: InferenceEngine;
  beforeAll(async () => {
    mini = await openMini();
    engine = createOnnxEngine();
  });
  afterAll(() => Promise.all([mini[Symbol.asyncDispose](), engine[Symbol.asyncDispose]()]));

  async function encodeSample(name: string): Promise<AskedImage> {
    const { image } = await decodeScan(join(root, "samples", "images", name));
    const [{ features, patches }] = await mini.image.encode([image]);
    if (!features || !patches) throw new Error("The encoder gives no features or patches.");
    return { features, patches };
  }
  const sentenceOf = async (text: string) => (await mini.text.encode([text]))[0].sentence;
  const headOf = () => mini.questions ?? expect.fail("The card has no question head.");

  const questions = [
    "Is there a fracture?",
    "Is this image normal?",
    "In which plane is this image?",
    "Is the heart enlarged?",
    "What is the diagnosis?",
  ];
  test.each(questions)("gives shares, and the same ones again: %s", async (text) => {
    const sentence = await sentenceOf(text);
    for (const name of ["BrainT1Slice.png", "retina.jpg", "cell.png"]) {
      const image = await encodeSample(name);
      const answer = await headOf().answer(image, sentence);
      const shares = [answer.answerable.share, answer.closed?.yesShare, answer.closed?.questionOnlyYesShare];
      for (const share of shares.filter((each) => each !== undefined)) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      if (answer.closed) expect(answer.prediction.closed).toBe(answer.closed.yesShare >= 0.5 ? "yes" : "no");
      expect(answer.prediction.open).not.toMatch(/^(yes|no)$/);
      expect(await headOf().answer(image, sentence)).toEqual(answer);
    }
  });

  test("what its twin gives, and the kind of question, do not depend on the image", async () => {
    const images = await Promise.all(["BrainT1Slice.png", "retina.jpg"].map(encodeSample));
    for (const text of questions) {
      const sentence = await sentenceOf(text);
      const answers = await Promise.all(images.map((image) => headOf().answer(image, sentence)));
      const alone = answers.map(({ kind, closed, questionOnlyPrediction }) => ({
        kind,
        share: closed?.questionOnlyYesShare,
        questionOnlyPrediction,
      }));
      expect(alone[0]).toEqual(alone[1]);
      expect(answers[0].answerable.share).not.toBe(answers[1].answerable.share);
    }
  });

  const Listed = z.looseObject({ answers: z.array(z.string()), kinds: z.array(z.string()) });
  test.each([
    { name: "that are not JSON", edit: () => "{" },
    {
      name: "without yes and no first",
      edit: editJson((listed) => void Object.assign(listed, { answers: ["no", "yes"] })),
    },
    {
      name: "of which one is missing",
      edit: editJson((listed) => void Object.assign(listed, { answers: Listed.parse(listed).answers.slice(0, -1) })),
    },
    {
      name: "of kinds of which one is missing",
      edit: editJson((listed) => {
        const { kinds } = Listed.parse(listed);
        Object.assign(listed, { kinds: [...kinds, "one more"] });
      }),
    },
    {
      name: "with a rule for an unknown kind",
      edit: editJson((listed) => {
        const rule = {
          temperature: 1,
          questionOnlyTemperature: 1,
          shareAtLeast: 0.9,
          calibrationRight: 0.9,
          calibrationN: 30,
          words: [],
        };
        Object.assign(listed, { closed: { "no such kind": rule } });
      }),
    },
  ])("answers $name stop with QUESTION_HEAD_INVALID", async ({ edit }) => {
    const model = copyModel(join(await temporaryFolder(), "mini"));
    let sha256 = "";
    await model.change("vqa_answers.json", (bytes) => {
      const edited = edit(bytes);
      sha256 = sha256Hex(edited);
      return edited;
    });
    await model.change(
      "card.json",
      editJson((card) => {
        const files = z.record(z.string(), z.object({ sha256: z.string(), bytes: z.int() })).parse(card.files);
        card.files = { ...files, "vqa_answers.json": { ...files["vqa_answers.json"], sha256 } };
        card.revision = revisionByReadme(card);
      }),
    );
    const head = createQuestionHead(await loadCard(model.folder), engine);
    const asked = head?.answer(await encodeSample("retina.jpg"), await sentenceOf("Is there a fracture?"));
    await expect(asked).rejects.toMatchObject({ code: "QUESTION_HEAD_INVALID", kind: "failure" });
  });
});
