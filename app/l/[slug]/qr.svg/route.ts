import { qrSvg } from '#lib/links/qr.ts';
import { answerQr } from '../qr-answer.ts';

export function GET(_request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  return answerQr(params, { type: 'image/svg+xml; charset=utf-8', draw: qrSvg });
}
