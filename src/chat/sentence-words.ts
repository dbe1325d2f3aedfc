/** Words that carry no finding: what a sentence may hold beside the words of its evidence. */
const freeWords = new Set(
  (
    "a about above according after again all alone also although among an and any are as asked at available based be because been " +
    "before being below best between both but by can case cases class classes clear clearly closest compared comparison computed " +
    "concerning confirm confirmed consistent could current data described describes description did different do does each either " +
    "encoder evidence evident examination exam fit fits following for from further give given gives greatest had has have here high " +
    "higher highest however if image images imaging in indicate indicated indicates information into is it item its itself known labelled " +
    "labeled library like likelier likeliest likely look looks low lower lowest made may mean means might model more most much name named names " +
    "nearest no none nor not note noted notes of on one only or other others out over pair part patient patient's picture point points " +
    "presence present question quoted rather read reads regarding relative report reported reporter reports respectively rest result results said same " +
    "say says scan scan's score scored scores see seem seems seen set share shared shares should show showed shown shows similar similarly similarity since so " +
    "some state stated states statement still strongest study such suggest suggested suggesting suggests support supported supports sure taken than that the their them then " +
    "there therefore these they this those though to together top type under unlike unlikely until up upon user very view was were what when " +
    "where whether which while who whose will with within without word words would written wrote yes you your likely compatible appears appear appearing " +
    "kind body value values measured measures assign assigned assigns know knows best"
  ).split(" "),
);

/** Words and numbers of a text, in lower case, a plural as its singular, without those that say nothing. */
export function tellingWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\d+(?:[.,]\d+)*|\p{L}[\p{L}'’-]*/gu) ?? [];
  return new Set(words.filter((word) => !freeWords.has(word)).map(plain));
}

function plain(word: string): string {
  const bare = word
    .replace(/['’]s$/, "")
    .replace(/tumor/, "tumour")
    .replace(/aemi/, "emi")
    .replace(/oedema/, "edema");
  return bare.length > 4 && !/\d/.test(bare) ? bare.replace(/(?<!s)s$/, "") : bare;
}

/** The numbers of a text. */
export function numbersOf(text: string): readonly number[] {
  return (text.match(/\d+(?:[.,]\d+)*/g) ?? []).map((each) => Number(each.replaceAll(",", ""))).filter(Number.isFinite);
}

/** Whether a text denies anything, by its words. */
export function denies(text: string): boolean {
  return /\b(?:no|not|never|without|neither|nor|cannot)\b|n['’]t\b/i.test(text);
}
