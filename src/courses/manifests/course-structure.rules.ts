export type LearningStandard = 'SCORM11' | 'SCORM12' | 'SCORM20042NDEDITION' | 'SCORM20043RDEDITION' | 'SCORM20044THEDITION' | 'AICC' | 'XAPI' | 'CMI5' | 'UNKNOWN';

export interface LanguageText {
  language?: string;
  value: string;
}

/** What a manifest says about a course; stored with the version and never changed. */
export interface CourseStructure {
  standard: LearningStandard;
  /** Of the manifest. */
  identifier: string;
  title: string;
  language?: string;
  metadata: { titles: LanguageText[]; descriptions: LanguageText[]; keywords: LanguageText[]; duration?: string; typicaltime?: string; version?: string };
  /** The organization. */
  root: Activity;
  objectivesGlobalToSystem?: boolean;
  sharedDataGlobalToSystem?: boolean;
}

export interface Activity {
  /** Identifier of the item; of the organization at the root. */
  id: string;
  title: string;
  kind: 'AGGREGATION' | 'SCO' | 'ASSET';
  /** Path inside the package, resolved with xml:base and decoded; without query. */
  href?: string;
  /** What followed `?` or `#` in the href of the resource. */
  query?: string;
  /** As the manifest writes it; the player joins it to the href (SCORM 1.2 CAM 2.3.2.5.2). */
  parameters?: string;
  visible: boolean;
  children: Activity[];
  resourceIdentifier?: string;
  masteryScore?: number;
  maxTimeAllowed?: string;
  timeLimitAction?: string;
  dataFromLms?: string;
  prerequisites?: string;
  completionThreshold?: { minProgressMeasure?: number; completedByMeasure?: boolean; progressWeight?: number };
  hideLmsUi?: string[];
  sequencing?: Sequencing;
  /** Of a cmi5 unit. */
  cmi5?: Cmi5Unit;
}

export type MoveOn = 'Passed' | 'Completed' | 'CompletedAndPassed' | 'CompletedOrPassed' | 'NotApplicable';

/** What cmi5 says of a unit besides the rest (cmi5 13.1.4). */
export interface Cmi5Unit {
  moveOn: MoveOn;
  launchMethod: 'AnyWindow' | 'OwnWindow';
  launchParameters?: string;
  entitlementKey?: string;
  activityType?: string;
}

/** imsss:sequencing of SCORM 2004 with the parts of its sequencingCollection merged in; absent values mean the standard's defaults. */
export interface Sequencing {
  controlMode?: { choice?: boolean; choiceExit?: boolean; flow?: boolean; forwardOnly?: boolean; useCurrentAttemptObjectiveInfo?: boolean; useCurrentAttemptProgressInfo?: boolean };
  constrainedChoice?: { preventActivation?: boolean; constrainChoice?: boolean };
  rules?: { pre: SequencingRule[]; post: SequencingRule[]; exit: SequencingRule[] };
  limits?: { attemptLimit?: number; attemptAbsoluteDurationLimit?: string };
  rollupRules?: { rollupObjectiveSatisfied?: boolean; rollupProgressCompletion?: boolean; objectiveMeasureWeight?: number; rules: RollupRule[] };
  rollupConsiderations?: { requiredForSatisfied?: string; requiredForNotSatisfied?: string; requiredForCompleted?: string; requiredForIncomplete?: string; measureSatisfactionIfActive?: boolean };
  objectives?: SequencingObjective[];
  randomization?: { randomizationTiming?: string; selectCount?: number; reorderChildren?: boolean; selectionTiming?: string };
  delivery?: { tracked?: boolean; completionSetByContent?: boolean; objectiveSetByContent?: boolean };
}
export interface RuleCondition {
  condition: string;
  /** `not` or nothing. */
  operator?: 'not' | 'noOp';
  referencedObjective?: string;
  measureThreshold?: number;
}
export interface SequencingRule {
  conditionCombination: 'all' | 'any';
  conditions: RuleCondition[];
  action: string;
}
export interface RollupRule {
  childActivitySet: 'all' | 'any' | 'none' | 'atLeastCount' | 'atLeastPercent';
  minimumCount?: number;
  minimumPercent?: number;
  conditionCombination: 'all' | 'any';
  conditions: RuleCondition[];
  action: 'satisfied' | 'notSatisfied' | 'completed' | 'incomplete';
}
export interface SequencingObjective {
  id?: string;
  primary: boolean;
  satisfiedByMeasure?: boolean;
  minNormalizedMeasure?: number;
  maps: { targetObjectiveId: string; readSatisfiedStatus?: boolean; readNormalizedMeasure?: boolean; writeSatisfiedStatus?: boolean; writeNormalizedMeasure?: boolean; readRawScore?: boolean; writeRawScore?: boolean; readProgressMeasure?: boolean; writeProgressMeasure?: boolean; readCompletionStatus?: boolean; writeCompletionStatus?: boolean }[];
}
