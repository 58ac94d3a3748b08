import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { SessionsFailuresFilter } from './sessions-failures.filter';
import { SessionsGuard } from './sessions-guard';

/** A controller below /api/v1 with the authentication and error shape of the sessions API. */
export const SessionsController = (path = ''): ClassDecorator => applyDecorators(Controller(path ? `api/v1/${path}` : 'api/v1'), UseGuards(SessionsGuard), UseFilters(SessionsFailuresFilter));
