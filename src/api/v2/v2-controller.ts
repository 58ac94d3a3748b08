import { applyDecorators, Controller, RequestMethod, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { AnswerOnceInterceptor } from './answer-once.interceptor';
import { RecordConsoleCalls } from './record-console-calls.interceptor';
import { V2AuthGuard } from './v2-auth.guard';
import { V2FailuresFilter } from './v2-failures.filter';

const keyed = UseInterceptors(AnswerOnceInterceptor);

/** Every POST heeds the header Idempotency-Key; the others are idempotent by themselves. */
const onEveryPost: ClassDecorator = ({ prototype }) => {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (typeof descriptor.value === 'function' && name !== 'constructor' && Reflect.getMetadata('method', descriptor.value) === RequestMethod.POST) keyed(prototype as object, name, descriptor);
};

/** A controller below /api/v2 with the API's authentication and error shape. */
export const V2Controller = (path: string): ClassDecorator =>
  applyDecorators(Controller(path ? `api/v2/${path}` : 'api/v2'), UseGuards(V2AuthGuard), UseInterceptors(RecordConsoleCalls), UseFilters(V2FailuresFilter), onEveryPost);
