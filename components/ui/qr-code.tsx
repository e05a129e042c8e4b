import qrcode from 'qrcode';

/** White around the code, in modules: without it readers do not find it (ISO 18004). */
const QUIET = 4;

/**
 * A text as a QR code, drawn on the server. Black on white in every theme: many readers cannot see an inverted one.
 *
 * @param label what the code is, for those who cannot see it
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: 'M' }).modules;
  const side = size + 2 * QUIET;
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path fill="#000" d={runs(size, data)} />
    </svg>
  );
}

/** Dark modules as one path, a run of neighbours at a time. */
function runs(size: number, data: Uint8Array): string {
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = x;
      while (x < size && data[y * size + x] === 1) x++;
      if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`;
    }
  }
  return path;
}
