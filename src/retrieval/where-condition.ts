import { WhereInvalidError } from "./errors.ts";
import { textColumns } from "./pair-rows.ts";
import { type WhereToken, whereTokens } from "./where-tokens.ts";

const most = { characters: 2_000, depth: 8 };
const fields: ReadonlySet<string> = new Set(textColumns);
/** Functions that may be called, both on a field: the page looks for a part of a label with them. */
const functions = { ofField: "lower", ofFieldAndText: "contains" };
const comparisons: ReadonlySet<string> = new Set(["=", "!=", "<>", "<", "<=", ">", ">="]);

/**
 * A user's filter as LanceDB may have it: comparisons of fields and strings (every field is text, and LanceDB compares text with no number), `IN`, `LIKE`, `ILIKE`, `BETWEEN`, `IS NULL`,
 * `lower(field)`, `contains(field, 'text')`, TRUE and FALSE, joined by AND, OR, NOT and brackets. LanceDB's parser takes any SQL expression, some
 * in a time that doubles with each word, and its functions can compute for as long as they like; so only what is known passes.
 * @returns the same condition, written anew: every field between backticks, since `case` would be read as the keyword
 * @throws {WhereInvalidError} for anything else, for over 2,000 characters, and for brackets or NOTs more than 8 deep
 */
export function readWhere(where: string): string {
  const tokens = where.length > most.characters ? null : whereTokens(where);
  if (!tokens || !isCondition(tokens)) throw new WhereInvalidError(textColumns);
  return tokens.map(written).join(" ");
}

/** The field's name as a condition of our own writes it. */
export function quotedField(name: (typeof textColumns)[number]): string {
  return `\`${name}\``;
}

function written(token: WhereToken): string {
  const isField = token.kind === "quoted" || (token.kind === "word" && fields.has(token.text));
  return isField ? `\`${token.text}\`` : token.text;
}

/** Recursive descent; each function takes what it names and says whether it was there. */
function isCondition(tokens: readonly WhereToken[]): boolean {
  let at = 0;

  function took(kind: WhereToken["kind"], matches: (text: string) => boolean = () => true): boolean {
    const token = tokens[at];
    const fits = token?.kind === kind && matches(token.text);
    if (fits) at++;
    return fits;
  }
  const word = (wanted: string) => took("word", (text) => text === wanted);
  const mark = (wanted: string) => took("mark", (text) => text === wanted);
  const field = () => took("quoted", (text) => fields.has(text)) || took("word", (text) => fields.has(text));
  const text = () => took("string");
  const lowered = () => word(functions.ofField) && mark("(") && field() && mark(")");
  const operand = () => field() || text() || lowered();

  function list(item: () => boolean, separator: () => boolean): boolean {
    do if (!item()) return false;
    while (separator());
    return true;
  }

  const any = (depth: number): boolean =>
    list(
      () => all(depth),
      () => word("or"),
    );
  const all = (depth: number): boolean =>
    list(
      () => one(depth),
      () => word("and"),
    );
  function one(depth: number): boolean {
    if (word("true") || word("false")) return true;
    if (word("not")) return depth < most.depth && one(depth + 1);
    if (mark("(")) return depth < most.depth && any(depth + 1) && mark(")");
    if (word(functions.ofFieldAndText)) return mark("(") && (field() || lowered()) && mark(",") && text() && mark(")");
    return operand() && comparison();
  }

  function comparison(): boolean {
    if (took("mark", (text) => comparisons.has(text))) return operand();
    if (word("is")) {
      word("not");
      return word("null");
    }
    word("not");
    if (word("in")) return mark("(") && list(text, () => mark(",")) && mark(")");
    if (word("like") || word("ilike")) return text();
    return word("between") && operand() && word("and") && operand();
  }

  return any(0) && at === tokens.length;
}
