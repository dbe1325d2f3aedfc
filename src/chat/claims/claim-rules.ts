import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ChatPromptError } from "../errors.ts";
import type { Side } from "./contract.ts";
import { createDenialRules, type DenialRules, wholeWords } from "./denial-rules.ts";

const Patterns = z.array(z.string().min(1)).min(1);
const Named = z.record(z.string(), Patterns);

/** `prompts/chat/claim-rules.json`: regular expressions of whole words, whatever their case. */
const ClaimRulesFile = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  source: z.string(),
  /** Beside those of the report labels. */
  clauseEnds: Patterns,
  findings: Named,
  /** Phrases that deny a finding without naming it: "the lungs are clear". */
  deniedBy: Named,
  devices: Named,
  sides: z.strictObject({ left: Patterns, right: Patterns, bilateral: Patterns }),
  /** Organs that lie on one side, or on none. */
  oneSided: z.strictObject({ left: Patterns, right: Patterns, none: Patterns }),
});

/** As much of `prompts/evaluation/report-labels.json` as claims are read by. */
const Labels = z.object({
  notDenials: Patterns,
  denialsBefore: Patterns,
  denialsAfter: Patterns,
  clauseEnds: Patterns,
  labels: Named,
});

export interface NamedPattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Words by which claims are read from sentences. */
export interface ClaimRules {
  readonly denials: DenialRules;
  readonly findings: readonly NamedPattern[];
  readonly deniedBy: readonly NamedPattern[];
  readonly devices: readonly NamedPattern[];
  readonly sides: readonly { readonly side: Side; readonly pattern: RegExp }[];
  readonly oneSided: readonly { readonly side: "left" | "right" | null; readonly pattern: RegExp }[];
}

/** @throws {ChatPromptError} for a damaged installation */
export async function readClaimRules(paths: { readonly rules: string; readonly labels: string }): Promise<ClaimRules> {
  try {
    const [rules, labels] = await Promise.all([paths.rules, paths.labels].map((path) => readFile(path, "utf8")));
    return createClaimRules(ClaimRulesFile.parse(JSON.parse(rules)), Labels.parse(JSON.parse(labels)));
  } catch (cause) {
    throw new ChatPromptError({ cause });
  }
}

function createClaimRules(file: z.output<typeof ClaimRulesFile>, labels: z.output<typeof Labels>): ClaimRules {
  const { left, right, bilateral } = file.sides;
  const { "support device": _, ...findings } = labels.labels; // they have names of their own here
  return {
    denials: createDenialRules({ ...labels, clauseEnds: [...labels.clauseEnds, ...file.clauseEnds] }),
    findings: named({ ...findings, ...file.findings }),
    deniedBy: named(file.deniedBy),
    devices: named(file.devices),
    sides: [
      { side: "bilateral", pattern: wholeWords(bilateral) },
      { side: "left", pattern: wholeWords(left) },
      { side: "right", pattern: wholeWords(right) },
    ],
    oneSided: [
      { side: "left", pattern: wholeWords(file.oneSided.left) },
      { side: "right", pattern: wholeWords(file.oneSided.right) },
      { side: null, pattern: wholeWords(file.oneSided.none) },
    ],
  };
}

function named(patterns: z.output<typeof Named>): readonly NamedPattern[] {
  return Object.entries(patterns).map(([name, words]) => ({ name, pattern: wholeWords(words) }));
}
