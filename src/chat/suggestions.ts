import type { Suggestion } from "./contract.ts";

/** Every suggestion, with the words of its button and its command. */
export const suggest = {
  ask: (question: string): Suggestion => ({
    kind: "ask",
    label: question,
    command: `caselens ask SCAN "${question}"`,
    question,
  }),
  cases: (text: string | null = null): Suggestion => ({
    kind: "cases",
    label: "Similar cases",
    command: text === null ? "caselens similar SCAN" : `caselens similar SCAN --text "${quotable(text)}"`,
    text,
  }),
  classify: (names: readonly string[]): Suggestion => ({
    kind: "classify",
    label: "Score names",
    command:
      names.length === 0
        ? 'caselens classify SCAN --labels "a;b"'
        : `caselens classify SCAN --labels "${names.map(quotable).join(";")}"`,
    names,
  }),
  draft: (): Suggestion => ({ kind: "draft", label: "Draft a report", command: "caselens report SCAN" }),
  draftWithPrior: (): Suggestion => ({
    kind: "draft",
    label: "Draft a report with a prior",
    command: "caselens report SCAN --prior FILE",
  }),
  openCase: (pairId: string, name: string): Suggestion => ({
    kind: "case",
    label: `Open case ${name} beside the scan`,
    command: "caselens similar SCAN",
    pairId,
  }),
} as const;

/** Within double quotes of a shell, a name must say nothing but itself. */
function quotable(text: string): string {
  return text.replace(/["`$\\;]/g, "");
}
