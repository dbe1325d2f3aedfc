import { errorWords } from "../api/errors.ts";
import { getSession } from "../api/questions.ts";
import { keep } from "../shell/loaded.ts";
import { shortened, whenInWords } from "../shell/numbers.ts";
import { useStore } from "../shell/store.ts";
import { toast } from "../shell/toast.ts";
import { beginAnew, conversationOf, openSession } from "./conversation.ts";

/** The newest conversations are named by their first question, older ones by their time alone. */
const namedConversations = 20;
const questionCharacters = 40;

const firstQuestion = keep<string>(async (id) => (await getSession(id)).turns[0]?.question ?? "");

/** The conversations kept about this scan. */
export function HistoryBar({ scan }: { readonly scan: string }) {
  const { session, turns, kept, history } = useStore(conversationOf(scan));
  if (history === "reading") return <p class="waiting small">reading the conversation</p>;
  if (turns.length === 0 && kept.length === 0) return null;
  const open = (id: string) => {
    if (id === "") return beginAnew(scan);
    openSession(scan, id).catch((error: unknown) => toast(errorWords(error).message));
  };
  return (
    <div class="history-bar row small">
      {kept.length > 0 && (
        <label>
          <span class="unseen">Conversation</span>
          <select
            class="select small"
            value={session ?? ""}
            onChange={({ currentTarget }) => open(currentTarget.value)}
          >
            {(session === null || !kept.some(({ id }) => id === session)) && (
              <option value={session ?? ""}>{turns.length > 0 ? "this conversation" : "new conversation"}</option>
            )}
            {kept.map(({ id, createdAt }, i) => (
              <KeptOption key={id} id={id} createdAt={createdAt} named={i < namedConversations} />
            ))}
          </select>
        </label>
      )}
      {turns.length > 0 && (
        <button type="button" class="link quiet" onClick={() => beginAnew(scan)}>
          new conversation
        </button>
      )}
    </div>
  );
}

interface KeptOptionProps {
  readonly id: string;
  readonly createdAt: string;
  readonly named: boolean;
}

function KeptOption({ id, createdAt, named }: KeptOptionProps) {
  const question = firstQuestion.use(named ? id : null);
  const begins =
    question.kind === "ready" && question.value !== "" ? `${shortened(question.value, questionCharacters)} · ` : "";
  return (
    <option value={id}>
      {begins}
      {whenInWords(createdAt)}
    </option>
  );
}
