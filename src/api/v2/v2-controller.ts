import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { V2AuthGuard } from './v2-auth.guard';
import { V2FailuresFilter } from './v2-failures.filter';

/** A controller below /api/v2 with the API's authentication and error shape. */
export const V2Controller = (path: string): ClassDecorator =>
  applyDecorators(Controller(path ? `api/v2/${path}` : 'api/v2'), UseGuards(V2AuthGuard), UseFilters(V2FailuresFilter));
