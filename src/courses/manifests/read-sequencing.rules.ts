import type { RollupRule, RuleCondition, Sequencing, SequencingObjective, SequencingRule } from './course-structure.rules';
import { attributeOf, childOf, childrenOf, numberOf, truthOf, type XmlElement } from './parse-xml.rules';

/** Only what is present, so that the standard's defaults stay with the reader. */
function present<T extends object>(values: T): T | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length ? (Object.fromEntries(entries) as T) : undefined;
}

const truths = <N extends string>(element: XmlElement | undefined, names: readonly N[]) => present(Object.fromEntries(names.map((name) => [name, truthOf(element, name)])) as Partial<Record<N, boolean>>);

function conditionsOf(element: XmlElement | undefined, name: string, combinationDefault: 'all' | 'any') {
  const combination = attributeOf(element, 'conditionCombination');
  const conditions = childrenOf(element, name).map((one): RuleCondition => {
    const operator = attributeOf(one, 'operator') === 'not' ? ('not' as const) : undefined;
    return {
      condition: attributeOf(one, 'condition') ?? 'always',
      ...present({ operator, referencedObjective: attributeOf(one, 'referencedObjective'), measureThreshold: numberOf(attributeOf(one, 'measureThreshold')) }),
    };
  });
  return { conditionCombination: combination === 'all' || combination === 'any' ? combination : combinationDefault, conditions };
}

/** SN 3.4: pre, post and exit condition rules; conditions combine by `all` unless said otherwise. */
function rulesOf(element: XmlElement | undefined): Sequencing['rules'] {
  const of = (name: string): SequencingRule[] =>
    childrenOf(element, name)
      .map((rule) => ({ ...conditionsOf(childOf(rule, 'ruleConditions'), 'ruleCondition', 'all'), action: attributeOf(childOf(rule, 'ruleAction'), 'action') ?? '' }))
      .filter((rule) => rule.action && rule.conditions.length > 0);
  const rules = { pre: of('preConditionRule'), post: of('postConditionRule'), exit: of('exitConditionRule') };
  return rules.pre.length + rules.post.length + rules.exit.length ? rules : undefined;
}

const childSets: readonly RollupRule['childActivitySet'][] = ['all', 'any', 'none', 'atLeastCount', 'atLeastPercent'];
const rollupActions: readonly RollupRule['action'][] = ['satisfied', 'notSatisfied', 'completed', 'incomplete'];

/** SN 3.7: roll-up rules; their conditions combine by `any` unless said otherwise. */
function rollupRulesOf(element: XmlElement | undefined): Sequencing['rollupRules'] {
  if (!element) return undefined;
  const rules = childrenOf(element, 'rollupRule').flatMap((rule): RollupRule[] => {
    const action = rollupActions.find((known) => known === attributeOf(childOf(rule, 'rollupAction'), 'action'));
    if (!action) return [];
    return [{
      childActivitySet: childSets.find((known) => known === attributeOf(rule, 'childActivitySet')) ?? 'all',
      ...present({ minimumCount: numberOf(attributeOf(rule, 'minimumCount')), minimumPercent: numberOf(attributeOf(rule, 'minimumPercent')) }),
      ...conditionsOf(childOf(rule, 'rollupConditions'), 'rollupCondition', 'any'),
      action,
    }];
  });
  return {
    ...present({
      rollupObjectiveSatisfied: truthOf(element, 'rollupObjectiveSatisfied'), rollupProgressCompletion: truthOf(element, 'rollupProgressCompletion'),
      objectiveMeasureWeight: numberOf(attributeOf(element, 'objectiveMeasureWeight')),
    }),
    rules,
  };
}

type ObjectiveMap = SequencingObjective['maps'][number];
const mapFlags = ['readSatisfiedStatus', 'readNormalizedMeasure', 'writeSatisfiedStatus', 'writeNormalizedMeasure'] as const;
const adlMapFlags = ['readRawScore', 'readProgressMeasure', 'readCompletionStatus', 'writeRawScore', 'writeProgressMeasure', 'writeCompletionStatus'] as const;

const targetOf = (map: XmlElement) => attributeOf(map, 'targetObjectiveID') ?? '';
const mapsOf = (element: XmlElement): ObjectiveMap[] => childrenOf(element, 'mapInfo').map((map) => ({ targetObjectiveId: targetOf(map), ...truths(map, mapFlags) }));

/** adlseq maps read unless told not to, and write only when told to (CAM 4th ed. 5.1.9). */
const adlMapsOf = (element: XmlElement): ObjectiveMap[] =>
  childrenOf(element, 'mapInfo').map((map) => ({ targetObjectiveId: targetOf(map), ...Object.fromEntries(adlMapFlags.map((flag) => [flag, truthOf(map, flag) ?? flag.startsWith('read')])) }));

/** One map per target; a target named by adlseq alone shares neither satisfaction nor measure. */
function joined(maps: ObjectiveMap[], more: readonly ObjectiveMap[]): ObjectiveMap[] {
  for (const map of more) {
    const known = maps.find(({ targetObjectiveId }) => targetObjectiveId === map.targetObjectiveId);
    if (known) Object.assign(known, map);
    else maps.push({ ...map, readSatisfiedStatus: false, readNormalizedMeasure: false });
  }
  return maps;
}

/** imsss:objectives, with the further maps of adlseq:objectives (4th edition) added to those of the same id. */
function objectivesOf(sequencing: XmlElement): SequencingObjective[] | undefined {
  const groups = childrenOf(sequencing, 'objectives');
  const isAdl = ({ namespace }: XmlElement) => namespace.includes('adlseq');
  const extra = new Map(groups.filter(isAdl).flatMap((group) => childrenOf(group, 'objective')).map((one) => [attributeOf(one, 'objectiveID'), adlMapsOf(one)]));
  const found = groups.find((group) => !isAdl(group));
  return found?.children
    .filter((one) => one.name === 'primaryObjective' || one.name === 'objective')
    .map((one) => {
      const id = attributeOf(one, 'objectiveID');
      return {
        primary: one.name === 'primaryObjective',
        ...present({ id, satisfiedByMeasure: truthOf(one, 'satisfiedByMeasure'), minNormalizedMeasure: numberOf(childOf(one, 'minNormalizedMeasure')?.text.trim() || undefined) }),
        maps: joined(mapsOf(one), extra.get(id) ?? []),
      };
    });
}

function own(element: XmlElement): Sequencing {
  const limits = childOf(element, 'limitConditions');
  const random = childOf(element, 'randomizationControls');
  const considerations = childOf(element, 'rollupConsiderations');
  return {
    controlMode: truths(childOf(element, 'controlMode'), ['choice', 'choiceExit', 'flow', 'forwardOnly', 'useCurrentAttemptObjectiveInfo', 'useCurrentAttemptProgressInfo']),
    constrainedChoice: truths(childOf(element, 'constrainedChoiceConsiderations'), ['preventActivation', 'constrainChoice']),
    rules: rulesOf(childOf(element, 'sequencingRules')),
    limits: present({ attemptLimit: numberOf(attributeOf(limits, 'attemptLimit')), attemptAbsoluteDurationLimit: attributeOf(limits, 'attemptAbsoluteDurationLimit') }),
    rollupRules: rollupRulesOf(childOf(element, 'rollupRules')),
    rollupConsiderations: present({
      requiredForSatisfied: attributeOf(considerations, 'requiredForSatisfied'), requiredForNotSatisfied: attributeOf(considerations, 'requiredForNotSatisfied'),
      requiredForCompleted: attributeOf(considerations, 'requiredForCompleted'), requiredForIncomplete: attributeOf(considerations, 'requiredForIncomplete'),
      measureSatisfactionIfActive: truthOf(considerations, 'measureSatisfactionIfActive'),
    }),
    objectives: objectivesOf(element),
    randomization: present({
      randomizationTiming: attributeOf(random, 'randomizationTiming'), selectCount: numberOf(attributeOf(random, 'selectCount')), reorderChildren: truthOf(random, 'reorderChildren'),
      selectionTiming: attributeOf(random, 'selectionTiming'),
    }),
    delivery: truths(childOf(element, 'deliveryControls'), ['tracked', 'completionSetByContent', 'objectiveSetByContent']),
  };
}

/** imsss:sequencing of an item or organization; parts it lacks come from the collection entry it refers to by IDRef (CAM 5.1.2). */
export function readSequencing(element: XmlElement | undefined, collection: ReadonlyMap<string, XmlElement>): Sequencing | undefined {
  if (!element) return undefined;
  const shared = collection.get(attributeOf(element, 'IDRef') ?? '');
  return present({ ...(shared && present(own(shared))), ...present(own(element)) });
}

/** The reusable sequencing entries of a manifest by their ID. */
export function sequencingCollectionOf(manifest: XmlElement): Map<string, XmlElement> {
  const entries = childrenOf(childOf(manifest, 'sequencingCollection'), 'sequencing');
  return new Map(entries.flatMap((entry) => (attributeOf(entry, 'ID') ? [[attributeOf(entry, 'ID') ?? '', entry] as const] : [])));
}
