import type { Report, ReportSentence, SectionChanges } from "./contract.ts";

/**
 * What changed between two versions, sentence by sentence: the longest common run of sentences in each section stays, and around it what
 * went stands before what came. A sentence is the same when its words are.
 */
export function compareVersions(
  before: Pick<Report, "sections">,
  after: Pick<Report, "sections">,
): readonly SectionChanges[] {
  return after.sections.map(({ id, title, sentences }) => ({
    id,
    title,
    sentences: compareSentences(before.sections.find((section) => section.id === id)?.sentences ?? [], sentences),
  }));
}

/** Sentences that came and that went. */
export function countChanges(changes: readonly SectionChanges[]): { readonly added: number; readonly removed: number } {
  const all = changes.flatMap(({ sentences }) => sentences.map(({ change }) => change));
  return {
    added: all.filter((change) => change === "added").length,
    removed: all.filter((change) => change === "removed").length,
  };
}

export function sameSentences(before: Pick<Report, "sections">, after: Pick<Report, "sections">): boolean {
  const { added, removed } = countChanges(compareVersions(before, after));
  return added === 0 && removed === 0;
}

function compareSentences(
  before: readonly ReportSentence[],
  after: readonly ReportSentence[],
): SectionChanges["sentences"] {
  const common = commonLengths(before, after);
  const changes: SectionChanges["sentences"][number][] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const both = i < before.length && j < after.length;
    if (both && before[i].text === after[j].text) {
      changes.push({ change: "same", sentence: after[j] });
      i++;
      j++;
    } else if (j === after.length || (both && common[i + 1][j] >= common[i][j + 1])) {
      changes.push({ change: "removed", sentence: before[i] });
      i++;
    } else {
      changes.push({ change: "added", sentence: after[j] });
      j++;
    }
  }
  return changes;
}

/** Length of the longest common subsequence of what follows each pair of places. */
function commonLengths(before: readonly ReportSentence[], after: readonly ReportSentence[]): readonly Uint16Array[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i][j] =
        before[i].text === after[j].text ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}
