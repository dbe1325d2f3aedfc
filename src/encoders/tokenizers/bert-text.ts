/** BERT makes each ideograph a word; @huggingface/tokenizers 0.2.0 does so for those of 16 bits. */
const ideographBeyondPlane0 = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/** Sets apart the ideographs that the library's `BertNormalizer` leaves together. */
export function spaceIdeographs(text: string): string {
  return text.replace(ideographBeyondPlane0, " $& ");
}
