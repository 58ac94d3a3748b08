import qrcode from 'qrcode-generator';

const quiet = 4;

/** A text as a QR code, dark on white in both colour schemes, because many readers want it so. */
export function Qr({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const rows = Array.from({ length: size }, (_, n) => n);
  const path = rows.flatMap((row) => rows.filter((column) => code.isDark(row, column)).map((column) => `M${column + quiet} ${row + quiet}h1v1h-1z`)).join('');
  const whole = size + quiet * 2;
  return <svg class="qr" viewBox={`0 0 ${whole} ${whole}`} role="img" aria-label={label} shape-rendering="crispEdges"><rect width={whole} height={whole} fill="#fff" /><path d={path} fill="#000" /></svg>;
}
