import type { EditableSetting } from '../../courses/editor/editable-settings.rules';
import type { ReadCourseEditor } from '../../courses/editor/read-course-editor';
import type { WrongField } from './properties-form';

export interface ShownProperties {
  auth: string;
  course: Awaited<ReturnType<ReadCourseEditor['run']>>;
  /** What was entered instead of the title. */
  entered?: string;
  wrong?: WrongField;
  isSaved?: boolean;
}
export type TextOf = (key: string, values?: Record<string, string>) => string;

const groups: readonly (readonly [string, readonly string[]])[] = [
  ['look', ['PlayerShowNavBar', 'PlayerShowTitleBar', 'PlayerShowCourseStructure', 'PlayerCourseStructureStartsOpen', 'PlayerEnableChoiceNav', 'PlayerEnableFlowNav', 'PlayerShowCloseItem', 'PlayerShowFinishButton']],
  ['windows', ['PlayerLaunchType', 'PlayerScoLaunchType']],
  ['attempts', ['PlayerReturnToLmsAction', 'PlayerResetRunTimeData']],
  ['results', ['PlayerStatusRollupModeValue', 'PlayerStatusRollupModeThresholdScore', 'PlayerScoreRollupModeValue', 'PlayerScoreRollupModeNumberOfScoringObjects', 'PlayerScoreOverridesStatus', 'PlayerApplyRollupStatusToSuccess']],
];
const places = ['IntermediateScoSatisfied', 'IntermediateScoNotSatisfied', 'FinalScoCourseSatisfied', 'FinalScoCourseNotSatisfied'];
const exits = ['Normal', 'Suspend', 'Timeout', 'Logout'];

/** Everything the template of the page needs. */
export function propertiesPage(text: TextOf, lang: string, { auth, course, entered, wrong, isSaved }: ShownProperties): object {
  const byId = new Map(course.settings.map((one) => [one.id, one]));
  const errorAt = (field: string) => (wrong?.field === field ? text(`wrong.${wrong.problem}`) : '');
  const fieldsOf = (named: readonly (readonly [string, string])[]) => named.flatMap(([id, label]) => {
    const setting = byId.get(id);
    return setting ? [fieldOf(setting, label, errorAt(id), text)] : [];
  });
  const plain = groups.map(([name, ids]) => ({ heading: text(`group.${name}`), fields: fieldsOf(ids.map((id) => [id, text(id)] as const)) }));
  const ends = places.map((place) => ({ heading: text(place), fields: fieldsOf(exits.map((exit) => [`Player${place}${exit}ExitAction`, text(`exit.${exit}`)] as const)) }));
  const flags = course.settings.filter(({ kind }) => kind === 'flag').map(({ id }) => id).join(' ');
  const error = wrong ? text(`wrong.${wrong.problem}`) : '';
  return {
    title: `${wrong ? `${text('problems')} – ` : ''}${text('title')}`, eyebrow: text('title'), heading: course.title, message: '', reference: '', saved: isSaved ? text('saved') : '', problem: wrong ? { field: wrong.field, error } : '',
    hidden: [{ name: 'auth', value: auth }, { name: 'lang', value: lang }, { name: 'flags', value: flags }], name: { value: entered ?? course.title, error: errorAt('title') }, groups: [...plain, ...ends].filter(({ fields }) => fields.length),
    texts: { problems: text('problems'), name: text('name'), save: text('save'), note: text('note') },
  };
}

function fieldOf({ id, kind, value, words }: EditableSetting, label: string, error: string, text: TextOf): object {
  return {
    id, label, value, error, isFlag: kind === 'flag', isChoice: kind === 'choice', isOn: value === 'true',
    options: words.map((word) => ({ word, label: text(`word.${word}`), isChosen: word === value })),
  };
}
