import { passages } from "./passages.ts";

interface MarkedTextProps {
  readonly text: string;
  readonly quotes: readonly string[];
}

/** A case's text, with every quoted passage marked. */
export function MarkedText({ text, quotes }: MarkedTextProps) {
  return (
    <p>
      {passages(text, quotes).map(({ start, piece, quoted }) =>
        quoted ? <mark key={start}>{piece}</mark> : <span key={start}>{piece}</span>,
      )}
    </p>
  );
}
