/** One prompt: what is embedded for a class under one template. */
export interface PromptClass {
  /** The name that results carry. */
  readonly name: string;
  /** What is put into the templates; N >= 1. */
  readonly synonyms: readonly string[];
  /** In a multi-label question: what is put into the templates for its absence. */
  readonly negatives?: readonly string[] | undefined;
  /** The card's name of the concept that it is, where the card words it otherwise. */
  readonly concept?: string | undefined;
  /** Manifest field and values that mean this class, for evaluation. */
  readonly field: string;
  readonly labels: readonly string[];
}

/** Names and templates of one zero-shot question. */
export interface PromptSet {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly source: string;
  /** Each holds `{}` exactly once. */
  readonly templates: readonly string[];
  readonly classes: readonly PromptClass[];
  /** Kinds of image that it is meant for, in the words of the encoder's gate; absent where its author did not say. */
  readonly kinds?: readonly string[] | undefined;
  /** Parts of the body that it is meant for, in the words of the encoder's organ probe; absent: the kind of image says it. */
  readonly organs?: readonly string[] | undefined;
  /** True where the classes are grades in rising order. */
  readonly ordinal?: boolean | undefined;
  /** True where classes may stand together: each is asked by itself, against its absence. */
  readonly multi?: boolean | undefined;
  /** The class that a two-class question looks for: "pneumonia", not its absence. */
  readonly positive?: string | undefined;
  /** The card's concept set that was trained and tested with these very prompts: then the classes are trained classes. */
  readonly trainedSet?: string | undefined;
}
