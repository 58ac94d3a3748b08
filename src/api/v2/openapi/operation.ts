import type { DescribedOperation, QueryParameter } from '../../described-operation';
import { parameters, type ParameterName } from './query-parameters';

/** An operation under the name by which the official clients call it; parameters that mean the same everywhere go by their names. */
export interface Operation extends Omit<DescribedOperation, 'query'> {
  query?: readonly (ParameterName | QueryParameter)[];
}

/** By method and path with named places, such as `GET /courses/{courseId}`. */
export type Operations = Readonly<Record<string, Operation>>;

/** The same with whole parameters. */
export const described = (operation: Operation): DescribedOperation => ({ ...operation, query: (operation.query ?? []).map((one) => (typeof one === 'string' ? { name: one, ...parameters[one] } : one)) });
