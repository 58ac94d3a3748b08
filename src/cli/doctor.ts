import { type Config, ConfigFaults } from '../platform/config/config';
import { type Diagnosis, examine } from '../platform/doctor/examine';
import { checkOfFault } from '../platform/doctor/look-at-settings.rules';
import type { Call, Command } from './command';

/** A configuration with faults cannot be looked at further. */
function diagnosisOf({ faults }: ConfigFaults): Diagnosis {
  const findings = faults.map((what) => ({ check: checkOfFault(what), what, mend: 'set it as docs/configuration.md says, then call doctor again: the other checks wait for it' }));
  return { findings, passed: [], skipped: [] };
}

async function diagnose({ config, environment }: Call): Promise<Diagnosis> {
  let read: Config;
  try {
    read = config();
  } catch (error) {
    if (error instanceof ConfigFaults) return diagnosisOf(error);
    throw error;
  }
  return examine({ config: read, environment });
}

function textOf({ findings, passed, skipped }: Diagnosis): string {
  const lines = [
    ...passed.map((check) => `ok      ${check}`),
    ...skipped.map(({ check, why }) => `--      ${check.padEnd(14)}not checked: ${why}`),
    ...findings.flatMap(({ check, what, mend }) => [`WRONG   ${check.padEnd(14)}${what}`, `${' '.repeat(22)}to do: ${mend}`]),
  ];
  return [...lines, findings.length ? `${findings.length} thing(s) to mend` : 'nothing is wrong'].join('\n');
}

export const doctor: Command = {
  usage: 'doctor [--json]',
  what: 'looks for what is commonly set up wrong, and says what to do; best while the server runs',
  takes: 0,
  options: ['json'],
  run: async (call) => {
    const diagnosis = await diagnose(call);
    call.out.line(call.options['json'] ? JSON.stringify(diagnosis, undefined, 2) : textOf(diagnosis));
    return diagnosis.findings.length ? 1 : 0;
  },
};
