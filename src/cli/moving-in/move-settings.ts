import { moveAll, type Move, type Mover } from './move';
import { ApiFault, pathOf } from './server-api';
import { type Setting, settings } from './shapes';

interface Value {
  settingId: string;
  value: string;
}

/** What is set at the very level that was asked for. */
const explicitOf = (items: readonly Setting[]): Value[] => items.flatMap(({ id, explicitValue }) => (explicitValue == null ? [] : [{ settingId: id, value: explicitValue }]));

/** Sets what the target takes, and answers what it refuses: by name, because a value may be a secret. */
async function setValues({ target }: Move, path: string, values: Value[]): Promise<string[]> {
  if (!values.length) return [];
  try {
    await target.send({ method: 'POST', path, body: { settings: values } });
    return [];
  } catch (fault) {
    if (!(fault instanceof ApiFault) || fault.status !== 400) throw fault;
    if (values.length === 1) return [`the setting ${values[0]?.settingId} was refused`];
  }
  const refused: string[] = [];
  for (const one of values) refused.push(...(await setValues({ target } as Move, path, [one])));
  return refused;
}

/** Copies the settings of one level; one that is set there already stays. Answers what is not as it was. */
export async function copySettings(move: Move, from: string, { to = from, read }: { to?: string; read?: readonly Setting[] } = {}): Promise<string[]> {
  const mine = explicitOf(read ?? (await move.source.find(settings, from))?.settingItems ?? []);
  if (!mine.length) return [];
  const theirs = new Map(explicitOf((await move.target.get(settings, to)).settingItems).map(({ settingId, value }) => [settingId, value]));
  const left = mine.filter(({ settingId, value }) => theirs.has(settingId) && theirs.get(settingId) !== value).map(({ settingId }) => `the setting ${settingId} has another value there and was left`);
  return [...left, ...(await setValues(move, to, mine.filter(({ settingId }) => !theirs.has(settingId))))];
}

const standards = ['SCORM_11', 'SCORM_12', 'SCORM_2004_2ND_EDITION', 'SCORM_2004_3RD_EDITION', 'SCORM_2004_4TH_EDITION', 'AICC', 'XAPI', 'CMI5'];
const levels = ['', ...standards.flatMap((standard) => [true, false].map((single) => `?learningStandard=${standard}&singleSco=${single}`))];
const path = pathOf('appManagement', 'configuration');

async function* pages() {
  yield { items: levels, total: levels.length };
}

/** The settings of the application and of its learning standards. */
export const moveConfiguration = (move: Move): Promise<void> => {
  const mover: Mover<string> = {
    kind: 'configuration', title: 'configuration', pages: pages(), idOf: (level) => level || 'application', there: async () => undefined,
    make: async (level) => {
      try {
        return { notes: await copySettings(move, `${path}${level}`) };
      } catch (fault) {
        if (level && fault instanceof ApiFault && fault.status === 400) return {}; // a source that does not know the standard has nothing set for it
        throw fault;
      }
    },
  };
  return moveAll(move, mover);
};
