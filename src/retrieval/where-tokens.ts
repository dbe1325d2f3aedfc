/** A piece of a filter. */
export type WhereToken =
  /** A field, a function or a keyword, in lower case. */
  | { readonly kind: "word"; readonly text: string }
  /** A field's name between backticks, without them, in lower case. */
  | { readonly kind: "quoted"; readonly text: string }
  /** A string as it was written, with its quotes. */
  | { readonly kind: "string"; readonly text: string }
  /** An operator, a bracket or a comma. */
  | { readonly kind: "mark"; readonly text: string };

/** One alternative for each kind, at the place where the last token ended. */
const pattern =
  /\s*(?:(?<string>'(?:[^']|'')*')|`(?<quoted>[A-Za-z_]\w*)`|(?<word>[A-Za-z_]\w*)|(?<mark>!=|<>|<=|>=|[=<>(),]))\s*/y;

/** The pieces of a filter; null where something in it is none: comments, other quotes, other operators, a string that is not closed. */
export function whereTokens(where: string): readonly WhereToken[] | null {
  const tokens: WhereToken[] = [];
  let end = 0;
  while (end < where.length) {
    pattern.lastIndex = end;
    const found = pattern.exec(where);
    const token = found?.groups && tokenOf(found.groups);
    if (!token) return null;
    tokens.push(token);
    end = pattern.lastIndex;
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): WhereToken | null {
  const { string, quoted, word, mark } = groups;
  if (string !== undefined) return { kind: "string", text: string };
  if (quoted !== undefined) return { kind: "quoted", text: quoted.toLowerCase() };
  if (word !== undefined) return { kind: "word", text: word.toLowerCase() };
  return mark === undefined ? null : { kind: "mark", text: mark };
}
