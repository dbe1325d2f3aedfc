import { expect, test } from "vitest";
import { readEvents, type ServerEvent } from "../../ui/src/api/sse.ts";

/** A reply that comes in pieces cut wherever the wire likes. */
function inPieces(text: string, size: number): Response {
  const bytes = new TextEncoder().encode(text);
  return new Response(
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    }),
  );
}

async function all(response: Response): Promise<readonly ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(response)) events.push(event);
  return events;
}

test.each([1, 2, 3, 7, 1000])("events are read whole from pieces of %d bytes", async (size) => {
  const text = ': still here\n\nevent: token\ndata: {"text":"größer"}\n\nevent: done\r\ndata: {\r\ndata: }\r\n\r\n';
  const events = await all(inPieces(text, size));
  expect(events).toEqual([
    { event: "token", data: '{"text":"größer"}' },
    { event: "done", data: "{\n}" },
  ]);
});

test("an event that was cut off is not taken for one", async () => {
  expect(await all(inPieces("event: done\ndata: {}", 5))).toEqual([]);
});
