/** A link's QR code as a file: for posters, chats and shops' own pages. */
import qrcode from 'qrcode';
import sharp from 'sharp';

/** White around the code, in modules (ISO 18004). */
const QUIET = 4;
/** Sharp on a sheet of A4, and still 10 kB: it is two colours. */
const PNG_SIDE = 1_024;

/** Black on white in every theme: many readers cannot see an inverted one. */
export function qrSvg(url: string): Promise<string> {
  return qrcode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: QUIET });
}

export async function qrPng(url: string): Promise<Buffer> {
  return sharp(Buffer.from(await qrSvg(url)), { density: 600 })
    .resize(PNG_SIDE, PNG_SIDE, { kernel: 'nearest' })
    .png({ palette: true, colours: 2 })
    .toBuffer();
}
