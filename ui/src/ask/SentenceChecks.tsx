import type { CheckedAnswerSentence, SentenceChecks as Checks } from "../../../src/chat/contract.ts";

/** Each sentence with its three checks, apart: none of them stands for another. */
export function SentenceChecks({ sentences }: { readonly sentences: readonly CheckedAnswerSentence[] }) {
  if (sentences.length === 0) return null;
  return (
    <table class="sentence-checks small">
      <caption>Sentence by sentence</caption>
      <thead>
        <tr>
          <th scope="col">sentence</th>
          <th scope="col">quotes</th>
          <th scope="col">evidence</th>
          <th scope="col">image</th>
        </tr>
      </thead>
      <tbody>
        {sentences.map(({ text, checks }, i) => (
          <tr key={i}>
            <th scope="row">{text}</th>
            <td class={quoteLook[checks.quoted]}>{checks.quoted}</td>
            <td class={entailedLook[checks.entailed.verdict]} title={entailedDetail(checks)}>
              {entailedWords[checks.entailed.verdict]}
            </td>
            <td class={imageLook[checks.image.verdict]} title={imageDetail(checks)}>
              {imageWords(checks)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const quoteLook = { stands: "holds", "does not stand": "fails", "nothing quoted": "quiet" } as const;
const entailedLook = { yes: "holds", no: "fails", unclear: "quiet" } as const;
const entailedWords = { yes: "says so", no: "does not say so", unclear: "unclear" } as const;
const imageLook = { for: "holds", against: "fails", unclear: "quiet", "not measured": "quiet" } as const;

function entailedDetail({ entailed: { words, cosine, by } }: Checks): string {
  const near = cosine === null ? "" : `, likeness to the words cited ${cosine.toFixed(2)}`;
  const judge = by === "words" ? "" : `; judged by ${by}`;
  return `${Math.round(words * 100)} % of its words stand there${near}${judge}`;
}

function imageWords({ image: { verdict, measured } }: Checks): string {
  if (!measured) return verdict;
  const says = verdict === "for" ? "speaks for it" : verdict === "against" ? "speaks against it" : "unclear";
  return `${says}: ${measured.name} ${measured.share.toFixed(2)}`;
}

function imageDetail({ image: { measured, likeness } }: Checks): string {
  const score = measured ? `share among the names of "${measured.question}"; ` : "no score measures it; ";
  return `${score}likeness of image and words ${likeness.toFixed(2)}`;
}
