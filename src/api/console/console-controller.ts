import { applyDecorators, Controller, Header, UseFilters, UseGuards } from '@nestjs/common';
import { ConsoleFailuresFilter } from './console-failures.filter';
import { ConsoleGuard } from './console.guard';

/** Nothing of it is kept by a browser or a proxy. */
const unkept: ClassDecorator = ({ prototype }) => {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (typeof descriptor.value === 'function' && name !== 'constructor' && Reflect.hasMetadata('method', descriptor.value)) Header('cache-control', 'no-store')(prototype as object, name, descriptor);
};

/** A controller below /console/api with the console's sessions and error shape. */
export const ConsoleController = (path = ''): ClassDecorator => applyDecorators(Controller(path ? `console/api/${path}` : 'console/api'), UseGuards(ConsoleGuard), UseFilters(ConsoleFailuresFilter), unkept);
