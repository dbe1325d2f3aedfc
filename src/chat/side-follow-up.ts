/** "And on the left?", "in the right lung?", "the other side?", "on both sides?", "bilaterally?". */
const sidePhrase =
  /^(?:(?<at>on|in|at|for|of|to)\s+)?(?:the\s+|its\s+)?(?:(?<side>left|right|other|opposite)(?:\s+(?<noun>\p{L}+))?|(?<both>both)(?:\s+sides)?|(?<both2>bilaterally))$/iu;
const sideOf = /\b(left|right)\b(?:(?<gap>\s+)(?<noun>\p{L}+))?/iu;
const onOneSide = /\b(?:on|in) the (?:left|right)(?: side)?\b/i;
const whichSide = /^(?:on\s+)?(?:which|what) side(?:\s+is\s+(?:it|that)(?:\s+on)?)?$/i;
const isThere = /^(?:is|are|was|were) there (?:an? |any |the )?(.+?)(?: (?:on|in) the (?:left|right)\b.*)?$/i;

/** The question before, asked of the side that is named now; null for what names no side alone. */
export function askedOfSide(piece: string, before: string): string | null {
  const bare = piece.replace(/[\s?.!]+$/, "");
  const last = before.replace(/[\s?.!]+$/, "");
  if (whichSide.test(bare)) {
    const what = isThere.exec(last)?.[1];
    return what === undefined ? null : `Which side is the ${what} on?`;
  }
  const found = sidePhrase.exec(bare)?.groups;
  if (!found) return null;
  const asked = sideOf.exec(last);
  if (found.side === undefined) {
    const once = last.replace(onOneSide, "on both sides");
    return `${once === last ? `${last} on both sides` : once}?`;
  }
  const noun = found.noun === undefined || /^(?:side|one)$/i.test(found.noun) ? null : found.noun;
  const named = found.side.toLowerCase();
  if (named === "other" || named === "opposite") {
    if (!asked) return null; // of which side it is the other, nobody said
    return `${replaced(last, asked, asked[1].toLowerCase() === "left" ? "right" : "left", noun)}?`;
  }
  if (asked) return `${replaced(last, asked, named, noun)}?`;
  return noun === null ? `${last} on the ${named}?` : `${last} ${found.at ?? "in"} the ${named} ${noun}?`;
}

function replaced(last: string, asked: RegExpExecArray, side: string, noun: string | null): string {
  const after = noun === null ? (asked.groups?.noun ?? "") : noun;
  const gap = asked.groups?.gap ?? (noun === null ? "" : " ");
  return last.slice(0, asked.index) + side + gap + after + last.slice(asked.index + asked[0].length);
}
