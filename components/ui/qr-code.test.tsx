import jsqrModule from 'jsqr';
import qrcode from 'qrcode';
import { renderToStaticMarkup } from 'react-dom/server';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { QrCode } from './qr-code.tsx';

// CommonJS, whose types speak of an ES module.
const jsqr = 'default' in jsqrModule ? (jsqrModule.default as typeof jsqrModule) : jsqrModule;

const LINK = 'https://pay.wave.com/c/cos-18qq25rgr100a?a=1&m=100';

/** The dark modules that the path covers, without the quiet zone. */
function drawn(svg: string, size: number): boolean[] {
  const modules: boolean[] = new Array(size * size).fill(false);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = 0; at < Number(length); at++) modules[(Number(y) - 4) * size + Number(x) - 4 + at] = true;
  }
  return modules;
}

test('draws exactly the modules of the link, with the white that readers need around them', () => {
  const svg = renderToStaticMarkup(<QrCode text={LINK} label="Code QR" />);
  const { size, data } = qrcode.create(LINK, { errorCorrectionLevel: 'M' }).modules;
  expect(drawn(svg, size)).toEqual([...data].map((module) => module === 1));
  expect(svg).toContain(`viewBox="0 0 ${size + 8} ${size + 8}"`);
  expect(svg).toContain('role="img" aria-label="Code QR"');
});

test.each([190, 120])('a camera that sees it %i px wide on a dark table reads the link', async (width) => {
  const svg = renderToStaticMarkup(<QrCode text={LINK} label="Code QR" />).replace(
    '<svg ',
    '<svg xmlns="http://www.w3.org/2000/svg" ',
  );
  const { data, info } = await sharp(Buffer.from(svg), { density: 300 })
    .resize({ width })
    .extend({ top: 30, right: 30, bottom: 30, left: 30, background: '#222' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(jsqr(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(LINK);
});

test('a text that fits in no code is an error, and never half a code', () => {
  expect(() => renderToStaticMarkup(<QrCode text={'x'.repeat(3000)} label="" />)).toThrow();
});
