/** Reads the JSON of a request within limits: what is refused here never reaches a schema. */
import { AppError } from '#lib/errors.ts';

/** 64 kB: the largest documented request is under 30 kB. */
export const BODY_BYTES_MAX = 65_536;

/**
 * The parsed JSON body.
 *
 * @returns any JSON value; undefined for an empty body, whatever its Content-Type
 * @throws AppError media_type_unsupported, body_too_large, request_malformed
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type');
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  if (!isJson(type)) {
    throw new AppError(
      'media_type_unsupported',
      'Send the body as JSON, with Content-Type: application/json.',
      {
        headers: { Accept: 'application/json' },
      },
    );
  }
  const text = decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser's message quotes the body, which may hold a phone number: it is not passed on.
    throw new AppError('request_malformed', `The body is not valid JSON${position(error)}.`);
  }
}

function isJson(contentType: string | null): boolean {
  const essence = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  return (
    essence === 'application/json' && (charset === undefined || charset === 'utf-8' || charset === 'utf8')
  );
}

async function readBytes(request: Request): Promise<Uint8Array> {
  // The announced length refuses early; the count below holds when it lies or is missing.
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(): AppError {
  return new AppError(
    'body_too_large',
    `The body is larger than ${BODY_BYTES_MAX / 1024} kB. Send a smaller one.`,
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('request_malformed', 'The body is not valid UTF-8. Encode it as UTF-8.');
  }
}

function position(error: unknown): string {
  const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return at === undefined ? '' : `: the mistake is near character ${at}`;
}
