/** Characters that are put together before they are handed on; what a slow client leaves waiting is no more. */
const CHUNK_CHARS = 32_768;

/**
 * A body that is written while it is read: at most one chunk waits for a client, however long the text. Between two chunks
 * other requests have their turn.
 */
export function textStream(pieces: Iterator<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = nextChunk(pieces);
        if (chunk === '') controller.close();
        else controller.enqueue(encoder.encode(chunk));
      },
      cancel: () => void pieces.return?.(),
    },
    { highWaterMark: 0 },
  );
}

function nextChunk(pieces: Iterator<string>): string {
  let chunk = '';
  while (chunk.length < CHUNK_CHARS) {
    const { done, value } = pieces.next();
    if (done) break;
    chunk += value;
  }
  return chunk;
}
