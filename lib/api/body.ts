import { ApiProblem } from './problem.ts';

/** The text of a request body; throws BODY_TOO_LARGE as soon as it is longer than `maxBytes`, without reading the rest. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function tooLarge(maxBytes: number): ApiProblem {
  return new ApiProblem('BODY_TOO_LARGE', `The body must be at most ${maxBytes} bytes long`);
}
