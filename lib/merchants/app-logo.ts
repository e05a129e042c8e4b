/**
 * An app's logo. What is uploaded is never served: it is decoded and drawn anew as a small PNG, so that nothing hides in
 * it. Only PNG, JPEG and WebP are looked at, told by their first bytes: SVG is a program, and the rarer decoders have
 * the bugs. A picture says its size before it is decoded, so a bomb is refused by that.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { db, inTransaction } from '#lib/db.ts';
import { lockApp, noteApp } from './apps.ts';
import type { Acting } from './second-factor.ts';

export const LOGO_BYTES_MAX = 1_000_000;
/** 6,000 × 4,000: more than any camera picture that fits into a megabyte. Decoded it is 96 MB at most. */
const PIXELS_MAX = 24_000_000;
const SIDE_MAX = 256;
const SECONDS_MAX = 5;

export type LogoRefusal = 'too_large' | 'not_an_image' | 'too_many_pixels';

/** Stores a logo. The picture's first frame counts. */
export async function changeLogo(
  acting: Acting,
  id: string,
  upload: Uint8Array,
): Promise<'changed' | 'not_found' | LogoRefusal> {
  const png = await drawLogo(upload);
  if (typeof png === 'string') return png;
  const version = createHash('sha256').update(png).digest('hex').slice(0, 16);
  return inTransaction(async (tx) => {
    if ((await lockApp(tx, acting.session.merchant.id, id)) === undefined) return 'not_found';
    const drawn = { version, png, createdAt: acting.now };
    await tx.appLogo.upsert({ where: { appId: id }, create: { appId: id, ...drawn }, update: drawn });
    await tx.app.update({ where: { id }, data: { logoUrl: `/logos/${id}/${version}` } });
    await noteApp(tx, acting, { action: 'app_logo_changed', targetId: id, after: { version } });
    return 'changed';
  });
}

/** False when there is no such app or it had none. */
export function removeLogo(acting: Acting, id: string): Promise<boolean> {
  return inTransaction(async (tx) => {
    if ((await lockApp(tx, acting.session.merchant.id, id)) === undefined) return false;
    const { count } = await tx.appLogo.deleteMany({ where: { appId: id } });
    await tx.app.update({ where: { id }, data: { logoUrl: null } });
    if (count > 0) await noteApp(tx, acting, { action: 'app_logo_removed', targetId: id });
    return count > 0;
  });
}

/** The PNG that an address names; payers' pages show it, so nobody signs in for it. */
export async function findLogo(appId: string, version: string): Promise<Uint8Array | undefined> {
  return (await db.appLogo.findFirst({ where: { appId, version } }))?.png;
}

/** On payers' pages it is 48 pixels high, on screens of twice the density. */
export const SMALL_LOGO_PIXELS = 96;
/** A name in letters is wide: four times its height at most (components/ui/parts.css). */
const SMALL_LOGO_WIDTH = 4 * SMALL_LOGO_PIXELS;

/** The same for slow networks: a few kilobytes. */
export async function findSmallLogo(appId: string, version: string): Promise<Uint8Array | undefined> {
  const png = await findLogo(appId, version);
  if (png === undefined) return undefined;
  return sharp(png)
    .resize(SMALL_LOGO_WIDTH, SMALL_LOGO_PIXELS, { fit: 'inside', withoutEnlargement: true })
    .png({ palette: true, compressionLevel: 9 })
    .toBuffer();
}

/** Draws an upload anew, at most 256 × 256, without its metadata. */
export async function drawLogo(upload: Uint8Array): Promise<Uint8Array<ArrayBuffer> | LogoRefusal> {
  if (upload.length > LOGO_BYTES_MAX) return 'too_large';
  if (!FIRST_BYTES.some((matches) => matches(Buffer.from(upload)))) return 'not_an_image';
  try {
    const { width, height } = await sharp(upload, { limitInputPixels: false }).metadata();
    if (width * height > PIXELS_MAX) return 'too_many_pixels';
    const png = await sharp(upload, { limitInputPixels: PIXELS_MAX, failOn: 'error', pages: 1 })
      .timeout({ seconds: SECONDS_MAX })
      .autoOrient()
      .resize(SIDE_MAX, SIDE_MAX, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .png({ compressionLevel: 9 })
      .toBuffer();
    return Uint8Array.from(png);
  } catch {
    // Cut short, damaged, or lying about itself: for whoever uploaded it these are one answer.
    return 'not_an_image';
  }
}

const FIRST_BYTES: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')), // PNG
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')), // JPEG
  (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
];
