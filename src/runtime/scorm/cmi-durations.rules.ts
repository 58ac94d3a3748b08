/** SCORM 1.2 CMITimespan `HHHH:MM:SS.SS` or SCORM 2004 timeinterval `P1Y2M3DT4H5M6.78S`, in seconds; undefined when it is neither. */
export function secondsOf(duration: string): number | undefined {
  const clock = /^(\d{1,6}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(duration);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const iso = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration);
  if (!iso || duration === 'P') return undefined;
  const weights = [31_557_600, 2_629_800, 604_800, 86_400, 3600, 60, 1];
  return weights.reduce((sum, weight, index) => sum + weight * Number(iso[index + 1] ?? 0), 0);
}

/** `0012:05:09.50`: what SCORM 1.2 reads as cmi.core.total_time, and what the v2 API calls timeTracked. */
export function asTimespan(seconds: number): string {
  const whole = Math.min(Math.max(0, seconds), 35_999_999.99);
  const hundredths = Math.round(whole * 100);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60];
  const fraction = hundredths % 100 ? `.${two(hundredths % 100)}` : '';
  return `${String(hours).padStart(4, '0')}:${two(minutes)}:${two(Math.floor(hundredths / 100) % 60)}${fraction}`;
}

/** `PT12H5M9.5S`: what SCORM 2004 reads as cmi.total_time. */
export function asTimeInterval(seconds: number): string {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  const [hours, minutes, rest] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60, (hundredths % 6000) / 100];
  const parts = [hours ? `${hours}H` : '', minutes ? `${minutes}M` : '', rest || !hundredths ? `${rest}S` : ''];
  return `PT${parts.join('')}`;
}
