import qrcode from 'qrcode';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { QrCode } from './qr-code.tsx';

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

test('a text that fits in no code is an error, and never half a code', () => {
  expect(() => renderToStaticMarkup(<QrCode text={'x'.repeat(3000)} label="" />)).toThrow();
});
