import { AppError } from "../../core/errors.ts";

/** A card file cannot be used. */
export class PublishedCardError extends AppError {
  readonly code = "CARD_INVALID";
  readonly kind = "input";
  /** @param found continues the sentence "The card …" */
  constructor(found: string, options?: ErrorOptions) {
    super(`The card ${found}.`, "Compare it with a card of models/cards.", options);
  }
}

/** No published model has that id. */
export class CardUnknownError extends AppError {
  readonly code = "CARD_UNKNOWN";
  readonly kind = "input";
  constructor(known: readonly string[]) {
    super(
      "No card of that id is known.",
      `Known: ${known.join(", ")}. A card file of your own may be given instead: --card FILE.json.`,
    );
  }
}

/** No model of that name is here, and none has a card. */
export class ModelUnknownError extends AppError {
  readonly code = "ENCODER_UNKNOWN";
  readonly kind = "input";
  /** @param here names of the models that are here @param cards ids of those that are not */
  constructor(here: readonly string[], cards: readonly string[]) {
    super("No model of that name is known.", `Here: ${here.join(", ")}. With a card: ${cards.join(", ")}.`);
  }
}

/** What comes with the program stays. */
export class ModelEmbeddedError extends AppError {
  readonly code = "MODEL_EMBEDDED";
  readonly kind = "input";
  constructor(name: string) {
    super(
      `${name} is the embedded model: it comes with the program and stays.`,
      "`caselens models list` shows which were imported.",
    );
  }
}

/** The network of a known model is not built. */
export class ModelNotBuiltError extends AppError {
  readonly code = "MODEL_NOT_BUILT";
  readonly kind = "input";
  /** @param name of the model @param needs continues the sentence "It needs …" */
  constructor(name: string, needs: string) {
    super(`${name} cannot be imported yet: it needs ${needs}.`, "`caselens models list` shows which can be.");
  }
}

/** What was given to be imported is not what the card says. */
export class ImportSourceError extends AppError {
  readonly code = "IMPORT_SOURCE_INVALID";
  readonly kind = "input";
  /** @param found continues the sentence "The source …" */
  constructor(found: string, remedy: string, options?: ErrorOptions) {
    super(`The source ${found}.`, remedy, options);
  }
}

/** A vocabulary or the like that cannot be what the card names: cut off, or another file under its name. */
export class VocabularyFileError extends ImportSourceError {
  /** Base name. */
  readonly file: string;
  constructor(file: string, options?: ErrorOptions) {
    super(
      `has a ${file} that is not the model's vocabulary, or not all of it`,
      "Download it again (`caselens models show ID` says where).",
      options,
    );
    this.file = file;
  }
}

/** A folder of the home is no folder, or may not be written. */
export class HomeFolderError extends AppError {
  readonly code = "HOME_FOLDER_INVALID";
  readonly kind = "failure";
  constructor(options?: ErrorOptions) {
    super(
      "The home's folder of models or of downloads cannot be used: a file stands in its place, or it may not be read or written.",
      "Look at `models` and `downloads` in the home (`caselens doctor` names it), or choose another with --home.",
      options,
    );
  }
}

/** A model of the home cannot be used. */
export class ImportedModelError extends AppError {
  readonly code = "IMPORTED_MODEL_INVALID";
  readonly kind = "failure";
  /** @param found continues the sentence "The imported model …" */
  constructor(found: string, options?: ErrorOptions) {
    super(`The imported model ${found}.`, "Import it again: `caselens models import SRC --card ID`.", options);
  }
}

/** A tower of images alone was asked for the vector of a text. */
export class TextTowerMissingError extends AppError {
  readonly code = "TEXT_TOWER_MISSING";
  readonly kind = "input";
  constructor(encoder: string) {
    super(
      `The encoder ${encoder} has an image side alone: it knows no words.`,
      "Ask by image, or take an encoder with a text side (`caselens models list`).",
    );
  }
}

/** The hub gave no answer. */
export class HubUnreachableError extends AppError {
  readonly code = "HUB_UNREACHABLE";
  readonly kind = "failure";
  /** @param what continues the sentence "The hub (HOST) …" */
  constructor(host: string, what: string, options?: ErrorOptions) {
    super(
      `The hub (${host}) ${what}.`,
      "Run the same command again with a network: it goes on where it was. Without one, download the files elsewhere (`caselens models show ID` names them) and use `caselens models import FOLDER --card ID`.",
      options,
    );
  }
}

/** The hub does not give the file. */
export class HubRefusedError extends AppError {
  readonly code = "HUB_REFUSED";
  readonly kind = "failure";
  readonly status: number;
  constructor(host: string, status: number) {
    const terms = status === 401 || status === 403;
    super(
      `The hub (${host}) answered with status ${status}.`,
      terms
        ? "Agree to the model's terms on its page, make a token there, and set HF_TOKEN to it."
        : "See on the model's page whether the file has moved, and import it by hand: `caselens models import FILE --card ID`.",
    );
    this.status = status;
  }
}

/** What came is not the file that was meant. */
export class DownloadDamagedError extends AppError {
  readonly code = "DOWNLOAD_DAMAGED";
  readonly kind = "failure";
  constructor() {
    super(
      "The downloaded file has another checksum than it should have; it was removed.",
      "Run the same command again.",
    );
  }
}

/** Another process downloads the same model. */
export class PullRunningError extends AppError {
  readonly code = "PULL_RUNNING";
  readonly kind = "failure";
  constructor() {
    super(
      "Another process is downloading this model.",
      "Wait until it has finished, then run the command again. The lock ends with the process that holds it.",
    );
  }
}

/** The model's files are on no hub. */
export class NotOnHubError extends AppError {
  readonly code = "MODEL_NOT_ON_HUB";
  readonly kind = "input";
  constructor(name: string, url: string) {
    super(
      `${name} can only be downloaded by hand.`,
      `Download it from ${url}, then: \`caselens models import FILE --card ID\`.`,
    );
  }
}

/** Only what was imported from a checkpoint, in floats, can be brought to 8 bits. */
export class ModelNotQuantizableError extends AppError {
  readonly code = "MODEL_NOT_QUANTIZABLE";
  readonly kind = "input";
  /** @param embedded name of the model that comes with the program, where that was meant */
  constructor(embedded: string | null = null) {
    super(
      embedded === null
        ? "Only a model that was imported from its checkpoint can be brought to 8 bits."
        : `${embedded} is the embedded model: it comes with the program as it is. Only an imported one can be brought to 8 bits.`,
      "Import one first: `caselens models import FILE --card ID`; `caselens models list` shows which there are.",
    );
  }
}

/** The 8-bit model's vectors are too far from those it was made of. */
export class QuantizationRefusedError extends AppError {
  readonly code = "QUANTIZATION_REFUSED";
  readonly kind = "input";
  /** @param cosine mean over the images, of both models' vectors */
  constructor(cosine: number, atLeast: number) {
    super(
      `The 8-bit model's vectors have a mean cosine of ${cosine.toFixed(4)} with those it was made of; ${atLeast} is wanted. It was not kept.`,
      "Use the model as it is, or keep the 8-bit one with --force.",
    );
  }
}
