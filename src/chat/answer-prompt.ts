import { join } from "node:path";
import { asData } from "./as-data.ts";
import type { Conversation } from "./ask-parts.ts";
import type { ChatMessage, ChatPart } from "./chat-model.ts";
import type { Evidence } from "./contract.ts";
import { type PromptFile, readPromptFile } from "./prompt-file.ts";

export interface AnswerPrompts {
  readonly rules: PromptFile;
  readonly question: PromptFile;
}

/** The prompts of an answer. @param folder the package's prompts/chat @throws {ChatPromptError} */
export async function readAnswerPrompts(folder: string): Promise<AnswerPrompts> {
  const [rules, question] = await Promise.all(
    ["answer-rules.md", "answer-question.md"].map((name) => readPromptFile(join(folder, name))),
  );
  return { rules, question };
}

/** `answer-rules@1 answer-question@1` */
export function promptsInWords({ rules, question }: AnswerPrompts): string {
  return [rules, question].map(({ id, version }) => `${id}@${version}`).join(" ");
}

/** JPEG or PNG bytes. */
export interface PromptPicture {
  readonly mediaType: "image/jpeg" | "image/png";
  readonly bytes: Uint8Array;
}

export interface AnswerPromptParts {
  readonly prompts: AnswerPrompts;
  readonly evidence: readonly Evidence[];
  readonly conversation: Pick<Conversation, "questions">;
  readonly question: string;
  /** What nobody who wrote a caption can know: the name of the fence around the evidence. */
  readonly fence: string;
  /** For a model that takes pictures: the scan, and views of pairs by pair id. Null: no pixel is sent. */
  readonly pictures: { readonly scan: PromptPicture; readonly pairs: ReadonlyMap<string, PromptPicture> } | null;
}

/** Earlier questions that a prompt holds. */
const questionsBefore = 4;

/**
 * The messages to a language model. Evidence is data: each on one line within a fence that no caption can close, without hidden
 * characters. Cases are called by the number of their evidence: a case's own name may be a patient's.
 */
export function answerMessages(parts: AnswerPromptParts): readonly ChatMessage[] {
  const { prompts, evidence, conversation, question, fence, pictures } = parts;
  const before = conversation.questions.slice(-questionsBefore).map((each) => `- ${asData(each, fence)}`);
  const shown = (each: Evidence) => each.kind === "pair" && pictures?.pairs.has(each.pairId) === true;
  const text = prompts.question.fill({
    fence,
    evidence: evidence
      .map((each) => (shown(each) ? `${head(each)} stands above, beside its picture.` : evidenceLine(each, fence)))
      .join("\n"),
    history: before.length > 0 ? before.join("\n") : "(nothing)",
    question: asData(question, fence),
  });
  return [
    { role: "system", parts: [{ kind: "text", text: prompts.rules.fill({ fence }) }] },
    { role: "user", parts: pictures ? withPictures(text, { evidence, pictures, fence }) : [{ kind: "text", text }] },
  ];
}

/** Retrieved pairs as demonstrations, each a picture with its text, then the scan, then the question with the evidence. */
function withPictures(
  text: string,
  {
    evidence,
    pictures,
    fence,
  }: {
    readonly evidence: readonly Evidence[];
    readonly pictures: NonNullable<AnswerPromptParts["pictures"]>;
    readonly fence: string;
  },
): readonly ChatPart[] {
  const shown = evidence.flatMap((each): ChatPart[] => {
    const picture = each.kind === "pair" ? pictures.pairs.get(each.pairId) : undefined;
    if (!picture) return [];
    return [
      {
        kind: "text",
        text: `A similar image of another patient, with what was written of it. <${fence}> ${evidenceLine(each, fence)} </${fence}>`,
      },
      { kind: "picture", ...picture },
    ];
  });
  return [
    ...shown,
    { kind: "text", text: "The image that is asked about:" },
    { kind: "picture", ...pictures.scan },
    { kind: "text", text },
  ];
}

function evidenceLine(evidence: Evidence, fence: string): string {
  return `${head(evidence)} ${asData(evidence.text, fence)}`;
}

function head(evidence: Evidence): string {
  return `${evidence.marker} (${whose(evidence)})`;
}

function whose(evidence: Evidence): string {
  switch (evidence.kind) {
    case "pair":
      return `other patient, case #${evidence.id.slice(1)}`;
    case "user":
      return "the user";
    case "score":
    case "vqa":
    case "metadata":
      return "this scan";
    default:
      return evidence satisfies never;
  }
}
