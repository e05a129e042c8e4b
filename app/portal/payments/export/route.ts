import type { NextRequest } from 'next/server';
import { PRIVATE_HEADERS } from '#app/page-headers.ts';
import { systemClock } from '#lib/clock.ts';
import { type Cell, CSV_MARK, csvLine } from '#lib/csv.ts';
import { db } from '#lib/db.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { writeAudit } from '#lib/merchants/audit.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { exportPayments } from '#lib/payments/export.ts';
import { xlsxPieces } from '#lib/xlsx.ts';
import { langOf, modeOf, withQuery } from '../../address.ts';
import { currentMember } from '../../member.ts';
import { isSameOrigin } from '../../same-origin.ts';
import { filterOf, resolveFilter } from '../filter.ts';
import { paymentTexts } from '../texts.ts';
import { headOf, lineMaker } from './table.ts';

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', pieces: csvPieces },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pieces: xlsxFile },
} as const;

/** Members whose export this process is writing: one each, so that impatience costs one reader of the database. */
const busy = new Set<string>();

/** The whole of a view as a file, written while it is read. Only our own pages may start one: it leaves an audit line. */
export async function GET(request: NextRequest): Promise<Response> {
  const session = await currentMember();
  if (session === undefined) return refusal('signed_out', 401);
  if (!mayMember(session, 'payments.export')) return refusal('not_found', 404);
  if (!isSameOrigin(request.headers)) return refusal('origin_refused', 403);
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const format = query.format === 'xlsx' ? 'xlsx' : 'csv';
  const { member, merchant } = session;
  const now = systemClock.now();
  const mode = modeOf(query.mode);
  const filter = filterOf(query);
  if (busy.has(member.id)) {
    const { after, ...same } = filter;
    const back = withQuery('/portal/payments', {
      ...same,
      mode: query.mode,
      lang: query.lang,
      done: 'exporting',
    });
    return new Response(null, { status: 303, headers: { ...PRIVATE_HEADERS, location: back } });
  }
  busy.add(member.id);
  try {
    const reader = { session, mode, timeZone: merchant.timezone };
    const { scope, filter: resolved } = await resolveFilter(reader, filter);
    const { payer, q, after, ...plain } = filter; // what was searched for may be a payer's
    await writeAudit(db, {
      merchantId: merchant.id,
      memberId: member.id,
      action: 'payments_exported',
      peer: request.headers.get('x-cross-peer') ?? '',
      after: { format, mode, searched: String(q !== undefined || payer !== undefined), ...plain },
      at: now,
    });
    const locale = langOf(query.lang) ?? member.locale;
    const line = lineMaker({ locale, timeZone: merchant.timezone });
    const batches = mapped(exportPayments(scope, resolved, { now }), (rows) => rows.map(line));
    const pieces = FORMATS[format].pieces(locale, batches);
    return new Response(
      streamOf(pieces, () => busy.delete(member.id)),
      {
        headers: {
          ...PRIVATE_HEADERS,
          'content-type': FORMATS[format].type,
          'content-disposition': `attachment; filename="payments-${mode}-${now.toISOString().slice(0, 10)}.${format}"`,
        },
      },
    );
  } catch (error) {
    busy.delete(member.id);
    throw error;
  }
}

type Batches = AsyncIterable<Cell[][]>;

async function* csvPieces(locale: Locale, batches: Batches): AsyncGenerator<Uint8Array> {
  const separator = locale === 'fr' ? ';' : ',';
  const encoder = new TextEncoder();
  yield encoder.encode(CSV_MARK + csvLine(headOf(locale), separator));
  for await (const batch of batches) {
    yield encoder.encode(batch.map((cells) => csvLine(cells, separator)).join(''));
  }
}

function xlsxFile(locale: Locale, batches: Batches): AsyncGenerator<Uint8Array> {
  return xlsxPieces(headOf(locale), batches, { sheetName: paymentTexts(locale).sheet });
}

async function* mapped<From, To>(all: AsyncIterable<From>, map: (one: From) => To): AsyncGenerator<To> {
  for await (const one of all) yield map(one);
}

/** Reads on when the receiver has taken what there was, and stops reading when it goes away. */
function streamOf(pieces: AsyncGenerator<Uint8Array>, ended: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (!done) return controller.enqueue(value);
          ended();
          controller.close();
        } catch (error) {
          ended(); // a file that ends in the middle is an error at the receiver too
          controller.error(error);
        }
      },
      async cancel() {
        ended();
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

function refusal(problem: string, status: number): Response {
  return Response.json({ problem }, { status, headers: PRIVATE_HEADERS });
}
