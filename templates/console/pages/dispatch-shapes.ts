/** Destinations and dispatches as the API tells them. */
interface Licence {
  learnerCap?: number;
  learnerCount?: number;
  accessDays?: number;
  warnAt?: number[];
  startDate?: string;
  expirationDate?: string;
  registrationCap?: number;
  registrationCount?: number;
}
export interface DestinationData extends Licence {
  name: string;
  dispatchCount?: number;
  created?: string;
  updated?: string;
  tags?: string[];
  email?: string;
  notes?: string;
  preset?: string;
  settings?: Record<string, unknown>;
}
export interface DispatchData extends Licence {
  destinationId: string;
  destinationName?: string;
  courseId: string;
  courseTitle?: string;
  created?: string;
  updated?: string;
  allowNewRegistrations: boolean;
  enabled: boolean;
  instanced: boolean;
  tags?: string[];
  email?: string;
  notes?: string;
}
export interface DestinationRow {
  id: string;
  data: DestinationData;
}
export interface DispatchRow {
  id: string;
  data: DispatchData;
}
export interface Preset {
  id: string;
  product: string;
  settings: Record<string, unknown>;
  facts: string[];
  format: string;
}
export interface LaunchHead {
  reference: string;
  outcome: string;
  learner: string;
  packageVersion: string;
  origin: string;
  created?: string;
  updated?: string;
}

export const isExpired = ({ expirationDate }: Licence): boolean => expirationDate !== undefined && Date.parse(expirationDate) <= Date.now();
/** `12 / 50`, or `12` where there is no limit. */
export const usedOf = (used: number | undefined, cap: number | undefined): string => `${(used ?? 0).toLocaleString()}${cap ? ` / ${cap.toLocaleString()}` : ''}`;
export const stateOfDispatch = (data: DispatchData): string => (!data.enabled ? 'disabled' : isExpired(data) ? 'expired' : data.allowNewRegistrations ? 'enabled' : 'closed');
