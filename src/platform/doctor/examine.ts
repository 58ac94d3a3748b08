import { Clock } from '../clock';
import type { CheckName, Examined, Finding, Looked } from './examination';
import { lookAtDataFolder } from './look-at-data-folder';
import { lookAtDatabase } from './look-at-database';
import { lookAtMail } from './look-at-mail';
import { lookAtOwnAddress } from './look-at-own-address';
import { lookAtProvider } from './look-at-provider';
import { lookAtRedis } from './look-at-redis';
import { lookAtSettings } from './look-at-settings';
import { lookAtStorage } from './look-at-storage';

export interface Diagnosis {
  findings: Finding[];
  passed: CheckName[];
  skipped: { check: CheckName; why: string }[];
}

/** Makes every check that can be made from here; leaves nothing behind. */
export async function examine(examined: Examined): Promise<Diagnosis> {
  const clock = new Clock();
  const looked: Looked[] = await Promise.all([lookAtSettings(examined), lookAtDataFolder(examined), lookAtStorage(examined), lookAtDatabase(examined, clock), lookAtRedis(examined), lookAtMail(examined), lookAtOwnAddress(examined, clock), lookAtProvider(examined)]);
  const findings = looked.flatMap((one) => one.findings ?? []);
  const wrong = new Set(findings.map(({ check }) => check));
  const passed = [...new Set(looked.flatMap((one) => one.passed ?? []))].filter((check) => !wrong.has(check));
  return { findings, passed, skipped: looked.flatMap((one) => one.skipped ?? []) };
}
