import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Booted } from './boot';

export interface Route {
  method: string;
  /** As declared, such as `/api/v2/courses/:courseId`. */
  path: string;
}

/** Every route the running application has declared, read from its controllers. */
function routesOf(courseway: Booted): Route[] {
  const routes: Route[] = [];
  for (const module of courseway.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values()) {
      if (!metatype) continue;
      const base = Reflect.getMetadata('path', metatype) as string;
      for (const name of Object.getOwnPropertyNames(metatype.prototype)) {
        if (name === 'constructor') continue;
        const handler = (metatype.prototype as Record<string, unknown>)[name];
        const path = typeof handler === 'function' ? (Reflect.getMetadata('path', handler) as string | undefined) : undefined;
        if (path === undefined) continue;
        const method = RequestMethod[Reflect.getMetadata('method', handler as object) as number] ?? 'GET';
        routes.push({ method, path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '') });
      }
    }
  return routes;
}

/** The same for the v2 API, with paths below /api/v2. */
export const v2RoutesOf = (courseway: Booted): Route[] =>
  routesOf(courseway).filter(({ path }) => path.startsWith('/api/v2/')).map(({ method, path }) => ({ method, path: path.slice('/api/v2'.length) }));
